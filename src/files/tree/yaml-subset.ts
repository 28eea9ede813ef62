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
  private lines: string[] = [];

  constructor(
    private readonly writeMap: WriteScalar,
    private readonly blocks: boolean,
  ) {}

  /** Undefined for a value that only the library can write. */
  write(value: unknown): string | undefined {
    this.lines = [];
    try {
      if (Array.isArray(value)) this.list(value, '', '', 0);
      else if (isPlainObject(value)) this.map(value, '', '', 0);
    } catch (error) {
      if (error === OUTSIDE) return undefined;
      throw error;
    }
    // A single join gives a flat string; strings grown by appending keep their pieces in memory.
    return this.lines.length === 0 ? undefined : `${this.lines.join('\n')}\n`;
  }

  /** Adds the lines of a map, with another prefix for the first one. Returns whether there are any. */
  private map(object: Record<string, unknown>, first: string, indent: string, depth: number): boolean {
    if (depth > MAX_DEPTH) throw OUTSIDE;
    const deeper = `${indent}  `;
    let start = first;
    let isEmpty = true;
    for (const key of Object.keys(object)) {
      const value = object[key];
      if (value === undefined) continue;
      isEmpty = false;
      const written = `${start}${this.key(key)}:`;
      start = indent;
      if (typeof value !== 'object') {
        this.lines.push(`${written} ${this.scalar(value, deeper)}`);
      } else if (Array.isArray(value)) {
        this.lines.push(value.length === 0 ? `${written} []` : written);
        // Lists in a map are not indented.
        this.list(value, indent, indent, depth + 1);
      } else {
        if (!isPlainObject(value)) throw OUTSIDE;
        const place = this.lines.push(written) - 1;
        if (!this.map(value, deeper, deeper, depth + 1)) this.lines[place] = `${written} {}`;
      }
    }
    return !isEmpty;
  }

  private list(values: readonly unknown[], first: string, indent: string, depth: number): void {
    if (depth > MAX_DEPTH) throw OUTSIDE;
    const deeper = `${indent}  `;
    let start = first;
    for (const value of values) {
      const dash = `${start}- `;
      start = indent;
      if (typeof value !== 'object') {
        this.lines.push(`${dash}${this.scalar(value, deeper)}`);
      } else if (Array.isArray(value)) {
        if (value.length === 0) this.lines.push(`${dash}[]`);
        this.list(value, dash, deeper, depth + 1);
      } else {
        if (!isPlainObject(value)) throw OUTSIDE;
        if (!this.map(value, dash, deeper, depth + 1)) this.lines.push(`${dash}{}`);
      }
    }
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
