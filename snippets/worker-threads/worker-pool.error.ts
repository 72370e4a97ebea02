// An error on its way through a port. Structured clone would drop its name,
// its code and all else of its own, or refuse it for a single property.
import { types } from 'node:util';

/** What a port can carry whatever happens, and from which unpack() rebuilds. */
export type Packed =
  | { value: unknown }
  | { list: Packed[] }
  | { error: [key: string, value: Packed][] };

/** Causes of causes: an error may be its own cause. */
export const deepest = 8;
// Hidden from Object.keys() in the error itself, and here again.
const hidden = ['name', 'message', 'stack', 'cause', 'errors'];
const known = [...hidden, 'code', 'status'];
const classes: Record<string, ErrorConstructor> = {
  ...{ EvalError, RangeError, ReferenceError, SyntaxError },
  ...{ TypeError, URIError },
};

// #region pack
/** What was thrown: an error, or anything else as the cause of one. */
export function packError(thrown: unknown, depth: number): Packed {
  const error = isError(thrown)
    ? thrown
    : new Error(attempt(() => String(thrown)) ?? '', { cause: thrown });
  const keys = new Set([
    ...known,
    ...(attempt(() => Object.keys(error)) ?? []),
  ]);
  const packed: [string, Packed][] = [];
  for (const key of keys) {
    const value = attempt(() => error[key as keyof Error] as unknown);
    const own = value === undefined ? value : pack(value, depth - 1);
    if (own) packed.push([key, own]);
  }
  return { error: packed };
}

/** undefined for what cannot be cloned: that costs itself, nothing else. */
function pack(value: unknown, depth: number): Packed | undefined {
  const texts = ['string', 'number', 'boolean'];
  if (texts.includes(typeof value)) return { value };
  if (depth === 0) return undefined;
  if (isError(value)) return packError(value, depth);
  if (Array.isArray(value))
    return { list: value.flatMap((item) => pack(item, depth) ?? []) };
  return attempt(() => ({ value: structuredClone(value) }));
}
// #endregion pack

/** Of another realm, too, such as one that node:vm made. */
const isError = (value: unknown): value is Error =>
  types.isNativeError(value) || attempt(() => value instanceof Error) === true;

/** The result, or undefined where somebody else's getter or trap throws. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

// #region unpack
export function unpack(packed: Packed): unknown {
  if ('value' in packed) return packed.value;
  if ('list' in packed) return packed.list.map(unpack);
  const own = packed.error.map(([k, v]) => [k, unpack(v)] as const);
  const { name, message, errors } = Object.fromEntries(own);
  const text = typeof message === 'string' ? message : 'it has no message';
  const error = Array.isArray(errors)
    ? new AggregateError(errors, text)
    : new (classes[String(name)] ?? Error)(text);
  for (const [key, value] of own) {
    if (error[key as keyof Error] === value) continue;
    const enumerable = !hidden.includes(key);
    const property = { value, enumerable, writable: true, configurable: true };
    Object.defineProperty(error, key, property);
  }
  return error;
}
// #endregion unpack
