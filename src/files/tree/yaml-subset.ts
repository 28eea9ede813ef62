/** Writes a value with the YAML library, for what the subset does not cover. */
export type WriteScalar = (value: Readonly<Record<string, string | number>>) => string;

/** Thrown for a value outside of the subset; caught internally, so it needs no stack. */
const OUTSIDE = Object.freeze({ reason: 'outside of the subset' });

/** The library writes deeper objects, and detects cycles. */
const MAX_DEPTH = 50;

/** How many texts a writer caches. */
const MAX_REMEMBERED = 20_000;

/**
 * Texts that need no quotes in any version of YAML: they start like a word or path, are longer than any word with a meaning
 * (`false`, `null`, `off`), and contain no character that could start a comment, a key, or a flow collection.
 */
const PLAIN = /^[A-Za-z/](?:[\w./@=+*(),;&?$-]|:(?=[\w/])| (?=[\w/(])){4,}[\w./@=+*)]$/;

/** Characters that the library writes only in double quotes, even in multiline texts. */
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u{D800}-\u{DFFF}]/u;

/** Multiline texts that need neither an indentation indicator nor `|+`. */
const BLOCK = /^[^ \t\n][^]*[^ \t\n]\n?$/;

/** Keys that the library writes differently at the top level. */
const DOCUMENT_MARKER = /^(?:%|---|\.\.\.)/;

/**
 * Writes the objects that this library renders (maps, lists, texts, integers, booleans) exactly like the YAML library, ten
 * times faster. The library writes scalars that may need quotes, and the result is cached.
 */
export class SubsetWriter {
  private readonly scalars = new Map<string | number, string>();
  private readonly keys = new Map<string, string>();

  constructor(
    private readonly writeMap: WriteScalar,
    private readonly blocks: boolean,
  ) {}

  /** Undefined for a value that only the library can write. */
  write(value: unknown): string | undefined {
    if (!isPlainObject(value) && !(Array.isArray(value) && value.length > 0)) return undefined;
    try {
      const text = Array.isArray(value) ? this.list(value, '', 0) : this.map(value, '', 0);
      return text === '' ? undefined : `${text}\n`;
    } catch (error) {
      if (error === OUTSIDE) return undefined;
      throw error;
    }
  }

  /** Every entry except the first starts with a line break and the indentation. */
  private map(object: Record<string, unknown>, indent: string, depth: number): string {
    if (depth > MAX_DEPTH) throw OUTSIDE;
    let text = '';
    for (const key of Object.keys(object)) {
      const value = object[key];
      if (value === undefined) continue;
      const start = text === '' ? '' : `\n${indent}`;
      text += `${start}${this.key(key)}:${this.entry(value, indent, depth)}`;
    }
    return text;
  }

  /** The part after the colon. Lists in a map are not indented. */
  private entry(value: unknown, indent: string, depth: number): string {
    if (Array.isArray(value)) {
      return value.length === 0 ? ' []' : `\n${indent}${this.list(value, indent, depth + 1)}`;
    }
    const deeper = `${indent}  `;
    if (typeof value !== 'object') return ` ${this.scalar(value, deeper)}`;
    if (!isPlainObject(value)) throw OUTSIDE;
    const text = this.map(value, deeper, depth + 1);
    return text === '' ? ' {}' : `\n${deeper}${text}`;
  }

  private list(values: readonly unknown[], indent: string, depth: number): string {
    if (depth > MAX_DEPTH) throw OUTSIDE;
    let text = '';
    for (const value of values) text += `${text === '' ? '' : `\n${indent}`}- ${this.item(value, indent, depth)}`;
    return text;
  }

  private item(value: unknown, indent: string, depth: number): string {
    const deeper = `${indent}  `;
    if (Array.isArray(value)) return value.length === 0 ? '[]' : this.list(value, deeper, depth + 1);
    if (typeof value !== 'object') return this.scalar(value, deeper);
    if (!isPlainObject(value)) throw OUTSIDE;
    return this.map(value, deeper, depth + 1) || '{}';
  }

  private scalar(value: unknown, indent: string): string {
    switch (typeof value) {
      case 'boolean':
        return value ? 'true' : 'false';
      case 'number':
        if (Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
        return Object.is(value, -0) ? outside() : this.remembered(value);
      case 'string':
        if (PLAIN.test(value)) return value;
        return value.includes('\n') ? this.block(value, indent) : this.remembered(value);
      default:
        return outside();
    }
  }

  private block(text: string, indent: string): string {
    if (!this.blocks || !BLOCK.test(text) || CONTROL.test(text)) throw OUTSIDE;
    const isClipped = text.endsWith('\n');
    const body = isClipped ? text.slice(0, -1) : text;
    return `|${isClipped ? '' : '-'}\n${indent}${body.replace(/\n+/g, `$&${indent}`)}`;
  }

  /** A single-line scalar looks the same everywhere, so it can be cached. */
  private remembered(value: string | number): string {
    const known = this.scalars.get(value);
    if (known !== undefined) return known;
    const text = this.writeMap({ k: value }).slice('k: '.length, -1);
    return remember(this.scalars, value, text.includes('\n') ? outside() : text);
  }

  private key(key: string): string {
    const known = this.keys.get(key);
    if (known !== undefined) return known;
    if (DOCUMENT_MARKER.test(key) || key.includes('\n')) throw OUTSIDE;
    const text = this.writeMap({ [key]: 'x' });
    return remember(this.keys, key, /^[^?\n].*: x\n$/.test(text) ? text.slice(0, -': x\n'.length) : outside());
  }
}

function outside(): never {
  throw OUTSIDE;
}

function remember<Key>(memory: Map<Key, string>, key: Key, text: string): string {
  if (memory.size >= MAX_REMEMBERED) memory.clear();
  memory.set(key, text);
  return text;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
