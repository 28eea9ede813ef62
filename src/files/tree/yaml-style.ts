import type { ScalarTag, Tags } from 'yaml';

/**
 * Texts that YAML 1.1 does not list as numbers, but YAML 1.2 or the Go parsers of Kubernetes tools read as numbers; and the
 * two keys with a special meaning. The writer quotes what a tag matches.
 */
const SPECIAL: ScalarTag = {
  tag: 'tag:yaml.org,2002:special',
  default: true,
  identify: () => false,
  test: /^(?:[-+]?0[bB][01_]+|[-+]?0[oO][0-7_]+|[-+]?0[xX][0-9a-fA-F_]+|[-+]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9_]+)?|<<|=)$/,
  resolve: (text) => text,
};

/**
 * Kubernetes tools read YAML 1.1, where a bare `on`, `1e5`, or `012` is not a string, so the writer quotes them. Sequences
 * are not indented and lines not folded, as in kubectl and kustomize.
 */
export const STYLE = {
  version: '1.1',
  customTags: (tags: Tags): Tags => [...tags, SPECIAL],
  indentSeq: false,
  lineWidth: 0,
  aliasDuplicateObjects: false,
} as const;

/** The same for text inside another document: quoted instead of a block. */
export const INLINE_STYLE = { ...STYLE, blockQuote: false } as const;
