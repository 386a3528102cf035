import {
  arithmetic,
  callValue,
  iterate,
  type PyFunction,
  PyTuple,
  toIndex,
  type Value,
} from "../jinja";

const listOf = (value: Value | undefined): Value[] => [...iterate(value ?? [])];
const tuples = (rows: readonly (readonly Value[])[]): Value[] =>
  rows.map((row) => new PyTuple(row));

function product(lists: readonly (readonly Value[])[]): Value[][] {
  return lists.reduce<Value[][]>(
    (rows, list) => rows.flatMap((row) => list.map((item) => [...row, item])),
    [[]],
  );
}

function combinations(items: readonly Value[], size: number, again: 0 | 1): Value[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, at) =>
    combinations(items.slice(at + again), size - 1, again).map((rest) => [item, ...rest]),
  );
}

function permutations(items: readonly Value[], size: number): Value[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, at) =>
    permutations([...items.slice(0, at), ...items.slice(at + 1)], size - 1).map((rest) => [
      item,
      ...rest,
    ]),
  );
}

const zipLongest: PyFunction = (args, kwargs) => {
  const lists = args.map(listOf);
  const length = Math.max(0, ...lists.map((list) => list.length));
  const fill = kwargs.get("fillvalue") ?? null;
  return tuples(Array.from({ length }, (_, at) => lists.map((list) => list[at] ?? fill)));
};

const accumulate: PyFunction = ([items, combine]) => {
  let total: Value | undefined;
  return listOf(items).map((item) => {
    if (total === undefined) total = item;
    else if (combine === undefined || combine === null) total = arithmetic("+", total, item);
    else total = callValue(combine, [total, item]);
    return total;
  });
};

const islice: PyFunction = ([items, ...bounds]) => {
  const list = listOf(items);
  const [first, stop, step] = bounds;
  const bound = (value: Value | undefined, fallback: number): number =>
    value === undefined || value === null ? fallback : toIndex(value);
  if (bounds.length < 2) return list.slice(0, bound(first, list.length));
  const every = bound(step, 1);
  return list.slice(bound(first, 0), bound(stop, list.length)).filter((_, at) => at % every === 0);
};

/** Is `modules.itertools`; what has an end there is a list here. */
export const itertoolsModule: Readonly<Record<string, Value>> = {
  chain: (args) => args.flatMap(listOf),
  product: (args, kwargs) => {
    const repeat = toIndex(kwargs.get("repeat") ?? 1);
    const lists = args.map(listOf);
    return tuples(product(Array.from({ length: repeat }, () => lists).flat()));
  },
  combinations: ([items, size]) => tuples(combinations(listOf(items), toIndex(size ?? 0), 1)),
  combinations_with_replacement: ([items, size]) =>
    tuples(combinations(listOf(items), toIndex(size ?? 0), 0)),
  permutations: ([items, size]) => {
    const list = listOf(items);
    return tuples(permutations(list, size === undefined ? list.length : toIndex(size ?? 0)));
  },
  repeat: ([item, times]) => Array.from({ length: toIndex(times ?? 0) }, () => item ?? null),
  compress: ([items, flags]) => {
    const keep = listOf(flags);
    return listOf(items).filter(
      (_, at) => keep[at] !== false && keep[at] !== 0 && keep[at] != null,
    );
  },
  starmap: ([call, items]) => listOf(items).map((row) => callValue(call ?? null, listOf(row))),
  tee: ([items, times]) => Array.from({ length: toIndex(times ?? 2) }, (): Value => listOf(items)),
  accumulate,
  islice,
  zip_longest: zipLongest,
};
