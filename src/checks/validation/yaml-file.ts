import { isDeepStrictEqual } from 'node:util';
import type { Document, ErrorCode, Node } from 'yaml';
import { isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import type { Computed, TextResults } from './text-results';
import { DIALECT } from './yaml-dialect';
import { isRecord } from '../../common/records';
import { readBlockYaml } from '../../common/yaml-block';

/** A position in a file; both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A path to a value in a document: keys of maps, indexes of lists. */
export type YamlPath = readonly (string | number)[];

export interface YamlError extends Position {
  readonly code: ErrorCode;
  readonly message: string;
}

/** How to fix an error. */
export function fixOfYaml({ code, message }: YamlError): string {
  if (code === 'DUPLICATE_KEY') return 'keep one of them';
  if (message.startsWith('Unresolved alias')) {
    return 'set its anchor earlier in the same document: documents share none';
  }
  return code === 'BAD_ALIAS' ? 'use fewer aliases' : 'fix the syntax here or just above';
}

/** The content of a YAML file, which is kept between runs. */
export interface YamlContent {
  /** Plain data of each document; undefined where one does not parse. */
  readonly values: readonly unknown[];
  readonly errors: readonly YamlError[];
}

/** A stream of YAML documents with the position of every value, computed on demand. */
export class YamlFile {
  private parsed?: { readonly documents: readonly Document.Parsed[]; readonly lines: LineCounter };
  private content?: YamlContent;

  /** @param results has the content of texts that were parsed before */
  constructor(
    readonly path: string,
    readonly text: string,
    private readonly results?: TextResults,
  ) {}

  get values(): readonly unknown[] {
    return this.read().values;
  }

  get errors(): readonly YamlError[] {
    return this.read().errors;
  }

  private read(): YamlContent {
    this.content ??= this.results
      ? this.results.get('yaml', this.text, isContent, () => this.load())
      : this.load().result;
    return this.content;
  }

  private load(): Computed<YamlContent> {
    const value = readBlockYaml(this.text);
    if (value !== undefined) return { result: { values: [value], errors: [] }, canKeep: true };
    const result = this.evaluate();
    return { result, canKeep: isJson(result) };
  }

  /** The syntax tree of each document, for what plain data does not show. */
  get documents(): readonly Document.Parsed[] {
    return this.parse().documents;
  }

  /** Position of an entry: of its key in a map or of the list item; of the nearest parent if it is missing. */
  position(document: number, path: YamlPath): Position {
    let node: unknown = this.documents[document]?.contents;
    let found = isNode(node) ? node : undefined;
    for (const step of path) {
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
        if (!pair) break;
        found = isNode(pair.key) ? pair.key : found;
        node = pair.value;
      } else if (isSeq(node)) {
        node = node.items[Number(step)];
        if (isPair(node)) node = undefined;
        if (!isNode(node)) break;
        found = node;
      } else {
        break;
      }
    }
    return this.at(found?.range?.[0] ?? 0);
  }

  /** Position of a node. */
  positionOf(node: Node): Position {
    return this.at(node.range?.[0] ?? 0);
  }

  /** The first line of the text of a scalar; block text starts below its header. */
  textLine(document: number, path: YamlPath): number {
    const node: unknown = this.documents[document]?.getIn(path as unknown[], true);
    if (!isScalar(node)) return this.position(document, path).line;
    const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
    return this.positionOf(node).line + (isBlock ? 1 : 0);
  }

  private at(offset: number): Position {
    const { line, col } = this.parse().lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  /** Offset of the alias that an error names. */
  private aliasIn(message: string, start: number): number {
    const name = /^Unresolved alias .*: (.+)$/.exec(message)?.[1];
    return name === undefined ? start : Math.max(start, this.text.indexOf(`*${name}`, start));
  }

  private parse(): { readonly documents: readonly Document.Parsed[]; readonly lines: LineCounter } {
    if (!this.parsed) {
      const lines = new LineCounter();
      const documents = parseAllDocuments(this.text, { ...DIALECT, lineCounter: lines });
      this.parsed = { documents: Array.isArray(documents) ? documents : [], lines };
    }
    return this.parsed;
  }

  private evaluate(): YamlContent {
    const errors: YamlError[] = [];
    const values = this.documents.map((document) => {
      for (const { code, message, pos } of document.errors) {
        errors.push({ code, message: message.split('\n')[0], ...this.at(pos[0]) });
      }
      if (document.errors.length > 0) return undefined;
      try {
        return document.toJS({ maxAliasCount: 100 }) as unknown;
      } catch (error) {
        // An alias without its anchor, or so many that they would exhaust memory.
        const { message } = error as Error;
        errors.push({ code: 'BAD_ALIAS', message, ...this.at(this.aliasIn(message, document.range[0])) });
        return undefined;
      }
    });
    // The syntax tree is many times larger than its text, and positions are rarely needed.
    this.parsed = undefined;
    return { values, errors };
  }
}

function isContent(value: unknown): value is YamlContent {
  return isRecord(value) && Array.isArray(value.values) && Array.isArray(value.errors);
}

/** JSON has no NaN, no binary data, and no `undefined` for a document that does not parse. */
function isJson({ values }: YamlContent): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(values)), values);
}
