/** Writes one value as the YAML library would, for what `writeSubset` does not know by itself. */
export type WriteScalar = (value: Readonly<Record<string, string | number>>) => string;

/** Thrown where a value is outside of the subset; it carries no stack, because it never reaches a reader. */
const OUTSIDE = Object.freeze({ reason: 'outside of the subset' });

/** Deeper objects are left to the library, which also finds circles. */
const MAX_DEPTH = 50;

/** The most texts that one writer remembers. */
const MAX_REMEMBERED = 20_000;

/**
 * Texts that need no quotes in any version of YAML: they begin like a word or a path, are longer than any word with a
 * meaning (`false`, `null`, `off`), and hold no character that could begin a comment, a key or a flow collection.
 */
const PLAIN = /^[A-Za-z/](?:[\w./@=+*(),;&?$-]|:(?=[\w/])| (?=[\w/(])){4,}[\w./@=+*)]$/;

/** What the library writes in double quotes only, even in texts of several lines. */
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u{D800}-\u{DFFF}]/u;

/** Texts of several lines that need neither an indentation indicator nor `|+`. */
const BLOCK = /^[^ \t\n][^]*[^ \t\n]\n?$/;

/** Keys that the library writes differently at the top than below. */
const DOCUMENT_MARKER = /^(?:%|---|\.\.\.)/;

/**
 * Writes the objects that this library renders (maps, lists, texts, integers, booleans) exactly as the YAML library
 * does, in a tenth of its time. Scalars that may need quotes are written by the library, and remembered.
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

  /** Every entry but the first begins with a line break and the indentation. */
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

  /** What follows the colon. Lists in a map are not indented. */
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

  /** A scalar in one line is written the same wherever it stands. */
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
