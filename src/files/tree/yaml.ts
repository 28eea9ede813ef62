import type { Document, ScalarTag, Tags } from 'yaml';
import { parseDocument, stringify } from 'yaml';

/**
 * Texts that YAML 1.1 does not list as numbers, but that YAML 1.2 or the readers of Kubernetes tools, which are written
 * in Go, take for one; and the two keys with a meaning of their own. The writer quotes what a tag would match.
 */
const SPECIAL: ScalarTag = {
  tag: 'tag:yaml.org,2002:special',
  default: true,
  identify: () => false,
  test: /^(?:[-+]?0[bB][01_]+|[-+]?0[oO][0-7_]+|[-+]?0[xX][0-9a-fA-F_]+|[-+]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9_]+)?|<<|=)$/,
  resolve: (text) => text,
};

/**
 * Kubernetes tools read YAML 1.1, in which a bare `on`, `1e5` or `012` is no string: the writer quotes for it.
 * Sequences are not indented and lines not folded, as kubectl and kustomize write them.
 */
const STYLE = {
  version: '1.1',
  customTags: (tags: Tags): Tags => [...tags, SPECIAL],
  indentSeq: false,
  lineWidth: 0,
  aliasDuplicateObjects: false,
} as const;

/** Writes one object as a YAML document. Keys keep their order. */
export function toYaml(value: unknown): string {
  return stringify(value, STYLE);
}

/**
 * Writes one object as text that stands in another document, without the newline at its end. Texts of several lines are
 * in quotes: the last line of a block would lose its newline with it.
 */
export function toInlineYaml(value: unknown): string {
  return stringify(value, { ...STYLE, blockQuote: false }).trimEnd();
}

/** Writes several objects as one stream. */
export function toYamlStream(values: readonly unknown[]): string {
  return values.map(toYaml).join('---\n');
}

/** Reads a file that `toYaml` wrote, to change it. */
export function parseWritten(text: string): Document {
  return parseDocument(text, STYLE);
}

/** Writes it again, as `toYaml` would. */
export function writtenToYaml(document: Document): string {
  return document.toString(STYLE);
}

/** Writes a document that was parsed and changed; its comments and its quotes stay. */
export function documentToYaml(document: Document): string {
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** Writes a file of the user's that was parsed and changed, with its lists indented as they were. */
export function keepingToYaml(document: Document, indentSeq: boolean): string {
  return document.toString({ ...STYLE, indentSeq, flowCollectionPadding: false });
}
