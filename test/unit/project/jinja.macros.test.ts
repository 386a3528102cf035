import { expect } from "chai";
import {
  contextOf,
  createSession,
  JinjaError,
  loadMacros,
  PyTuple,
  parseTemplate,
  type Value,
} from "../../../src/project/jinja";

const FILE = `{# a {% macro commented() %}{% endmacro %} #}
stray # junk {% that is no tag
%}
{% macro twice(x) -%}
  {{ return([x, x]) }}
{%- endmacro %}
{% raw %}{% macro raw_one() %}{% endmacro %}{% endraw %}
{% test positive(model, column_name) %}
select * from {{ model }} where {{ column_name }} < 0
{% endtest %}
{%- docs orders -%}
  About {{ "%}" }} orders.
{%- enddocs -%}
{% macro broken() %}
  {{ 1 + }}
{% endmacro %}
{% macro fails(x) %}

  {{ x.missing.deeper }}
{% endmacro %}
`;

function named(name: string): ReturnType<typeof loadMacros>[number] {
  const found = loadMacros(FILE, "macros/a.sql").find((definition) => definition.name === name);
  if (found === undefined) throw new Error(`no block ${name}`);
  return found;
}

function failure(run: () => unknown): JinjaError {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof JinjaError) return thrown;
    throw thrown;
  }
  throw new Error("nothing was thrown");
}

describe("jinja · macro files", () => {
  it("finds the blocks between junk, comments and raw text", () => {
    const found = loadMacros(FILE, "macros/a.sql").map(({ tag, name, line }) => [tag, name, line]);
    expect(found).to.deep.equal([
      ["macro", "twice", 4],
      ["test", "positive", 8],
      ["docs", "orders", 11],
      ["macro", "broken", 14],
      ["macro", "fails", 17],
    ]);
  });

  it("gives the text of a docs block without the white space its tags strip", () => {
    expect(named("orders").body).to.equal('About {{ "%}" }} orders.');
  });

  it("parses a block only when it is needed, and names the line in the file", () => {
    const error = failure(() => named("broken").statement());
    expect([error.type, error.template, error.line]).to.deep.equal([
      "TemplateSyntaxError",
      "macros/a.sql",
      15,
    ]);
  });

  it("gives the object of return(), not its text", () => {
    const macro = named("twice").bind(contextOf({}), createSession());
    const pair = new PyTuple([1, "a"]);
    expect(macro.call([pair], new Map())).to.deep.equal([pair, pair]);
  });

  it("binds a test block like a macro", () => {
    const macro = named("positive").bind(contextOf({}), createSession());
    const sql = macro.call(["orders"], new Map<string, Value>([["column_name", "price"]]));
    expect(sql).to.equal("\nselect * from orders where price < 0\n");
  });

  it("tells the macros that led to an error, outermost first", () => {
    const session = createSession();
    const fails = named("fails").bind(contextOf({}), session);
    const text = "{% macro outer() %}{{ fails({}) }}{% endmacro %}\n{{ outer() }}";
    const template = parseTemplate(text, "models/m.sql");
    const error = failure(() => template.render(contextOf({ fails }), session));
    expect(`${error.type}: ${error.message}`).to.equal(
      "UndefinedError: 'dict object' has no attribute 'missing'",
    );
    expect([error.template, error.line, error.column]).to.deep.equal(["macros/a.sql", 19, 15]);
    expect(error.macroStack.map(({ macro }) => macro)).to.deep.equal(["outer", "fails"]);
    expect(session.stack).to.deep.equal([]);
  });

  it("lets a promise of the host pass through macros unchanged", () => {
    const pending = Promise.resolve();
    const ask = (): Value => {
      throw pending;
    };
    const text = "{% macro m() %}{% for x in [1] %}{{ ask() }}{% endfor %}{% endmacro %}{{ m() }}";
    const session = createSession();
    let thrown: unknown;
    try {
      parseTemplate(text, "t").render(contextOf({ ask }), session);
    } catch (signal) {
      thrown = signal;
    }
    expect(thrown).to.equal(pending);
    expect(session.stack).to.deep.equal([]);
  });

  it("refuses a block that is not closed, with its line", () => {
    const error = failure(() => loadMacros("\n{% macro a() %}\n", "a.sql"));
    expect(error.message).to.match(/macro 'a' is not closed by 'endmacro'/);
    expect(error.line).to.equal(2);
  });

  it("refuses templates that load other templates", () => {
    const error = failure(() => parseTemplate("a\n{% include 'b' %}", "t"));
    expect(error.message).to.match(/Cannot use tag 'include'/);
    expect(error.line).to.equal(2);
  });

  it("keeps the cause of what a host function throws", () => {
    const cause = new Error("no such relation");
    const ref = (): Value => {
      throw cause;
    };
    const error = failure(() => parseTemplate("\n {{ ref('a') }}", "t").render(contextOf({ ref })));
    expect([error.type, error.line, error.column]).to.deep.equal(["HostError", 2, 8]);
    expect(error.cause).to.equal(cause);
  });

  const render = (text: string, values: Readonly<Record<string, Value>> = {}): string =>
    parseTemplate(text, "t").render(contextOf(values));

  it("ends a macro by return() from loops, block sets, filters and call blocks", () => {
    const bodies = [
      "{% for x in [1, 2] %}{% if x > 1 %}{{ return([x]) }}{% endif %}{% endfor %}",
      "{% set y %}{% do return([2]) %}{% endset %}lost",
      "{% filter upper %}{{ return([2]) }}{% endfilter %}lost",
      "{% for x in [[2]] recursive %}{{ return(x) }}{% endfor %}",
      "{{ return(data=[2]) }}",
    ];
    for (const body of bodies)
      expect(render(`{% macro m() %}a${body}b{% endmacro %}{{ m()[0] + 1 }}`), body).to.equal("3");
  });

  it("ends the macro that a call block calls by a return() in its body", () => {
    const text =
      "{% macro w() %}<{{ caller() }}>{% endmacro %}" +
      "{% macro m() %}[{% call w() %}{{ return('r') }}{% endcall %}]{% endmacro %}{{ m() }}";
    expect(render(text)).to.equal("[r]");
  });

  it("refuses return() outside of a macro", () => {
    expect(failure(() => render("{{ return(1) }}")).type).to.equal("ReturnError");
  });

  it("calls the host's own return, when it has one", () => {
    expect(render("{{ return(1) }}", { return: (args) => [...args, 2] })).to.equal("[1, 2]");
  });

  it("says so when macros call themselves without end", () => {
    const text = "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}";
    const error = failure(() => parseTemplate(text, "t").render(contextOf({})));
    expect(error.type).to.equal("RecursionError");
  });
});
