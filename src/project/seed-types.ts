const NUMBER = 1;
const DATE = 2;
const DATE_TIME = 4;
const ISO_DATE_TIME = 8;
const BOOLEAN = 16;
const ALL = NUMBER | DATE | DATE_TIME | ISO_DATE_TIME | BOOLEAN;

const DECIMAL = /^[+-]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE]([+-]?\d+))?$/;
const NOT_A_NUMBER = /^[+-]?(?:inf(?:inity)?|s?nan\d*)$/i;
const DAY = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const MOMENT = /^(\d{4})-(\d{1,2})-(\d{1,2}) (\d{1,2}):(\d{1,2}):(\d{1,2})$/;
const ISO_MOMENT =
  /^(\d{4})-?(\d{2})-?(\d{2})T(\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?$/;
const CURRENCY = /^\p{Sc}+|\p{Sc}+$/gu;
const LARGEST_INTEGER = 2147483647;
const LARGEST_BIGINT = 9.2e18;

/**
 * Infers the type of a seed's column as dbt does: the first of number, date, date and time, boolean
 * that every value fits, else text; an empty field and the word null are no value.
 */
export class TypeGuess {
  private possible = ALL;
  private fraction = false;
  private large = false;

  /** Takes one field into account. */
  see(field: string): void {
    if (this.possible === 0) return;
    const text = field.trim();
    if (text === "" || (text.length === 4 && text.toLowerCase() === "null")) return;
    if ((this.possible & NUMBER) !== 0 && !this.seeNumber(text)) this.possible &= ~NUMBER;
    if ((this.possible & DATE) !== 0 && !isDay(text)) this.possible &= ~DATE;
    if ((this.possible & DATE_TIME) !== 0 && !isMoment(text, MOMENT)) this.possible &= ~DATE_TIME;
    if ((this.possible & ISO_DATE_TIME) !== 0 && !isMoment(text, ISO_MOMENT)) {
      this.possible &= ~ISO_DATE_TIME;
    }
    if ((this.possible & BOOLEAN) !== 0 && !isBoolean(text)) this.possible &= ~BOOLEAN;
  }

  /** Names the SQL type; integers beyond 32 bits are `bigint`, where dbt's `integer` would fail. */
  sqlType(): string {
    if ((this.possible & NUMBER) !== 0) {
      if (this.fraction) return "double";
      return this.large ? "bigint" : "integer";
    }
    if ((this.possible & DATE) !== 0) return "date";
    if ((this.possible & (DATE_TIME | ISO_DATE_TIME)) !== 0) return "timestamp";
    return (this.possible & BOOLEAN) !== 0 ? "boolean" : "varchar";
  }

  private seeNumber(text: string): boolean {
    // Percent signs, currency and thousands separators do not make a number text.
    let body = text.replace(/^%+|%+$/g, "");
    if (body.startsWith("-")) body = body.slice(1);
    body = body.replace(CURRENCY, "").replaceAll(",", "").trim();
    if (NOT_A_NUMBER.test(body)) return true;
    const match = DECIMAL.exec(body);
    if (match === null) return false;
    this.measure(body.replaceAll("_", ""), match[1]);
    return true;
  }

  private measure(body: string, exponent: string | undefined): void {
    const mantissa = exponent === undefined ? body : body.slice(0, body.search(/[eE]/));
    const point = mantissa.indexOf(".");
    const digits = point < 0 ? "" : mantissa.slice(point + 1).replace(/0+$/, "");
    const integerZeros =
      digits === "" ? (/0*$/.exec(mantissa.replace(/\..*/, ""))?.[0].length ?? 0) : 0;
    const isZero = !/[1-9]/.test(mantissa);
    if (!isZero && digits.length - integerZeros - Number(exponent ?? 0) > 0) this.fraction = true;
    const magnitude = Math.abs(Number(body));
    if (magnitude > LARGEST_INTEGER) this.large = true;
    if (magnitude > LARGEST_BIGINT) this.fraction = true;
  }
}

function isDay(text: string): boolean {
  const match = DAY.exec(text);
  return match !== null && isCalendarDay(match);
}

function isMoment(text: string, form: RegExp): boolean {
  const match = form.exec(text);
  if (match === null || !isCalendarDay(match)) return false;
  const [hour, minute, second] = [Number(match[4]), Number(match[5] ?? 0), Number(match[6] ?? 0)];
  return hour <= 23 && minute <= 59 && second <= 59;
}

function isCalendarDay(match: RegExpExecArray): boolean {
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const days = new Date(Date.UTC(2000, month, 0)).getUTCDate();
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= (month === 2 && !leap ? 28 : days);
}

function isBoolean(text: string): boolean {
  const word = text.replaceAll(",", "").trim().toLowerCase();
  return word === "true" || word === "false";
}
