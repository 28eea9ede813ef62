import type { ScalarTag, Tags } from 'yaml';

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
export const STYLE = {
  version: '1.1',
  customTags: (tags: Tags): Tags => [...tags, SPECIAL],
  indentSeq: false,
  lineWidth: 0,
  aliasDuplicateObjects: false,
} as const;

/** The same, for text that stands in another document: in quotes instead of in a block. */
export const INLINE_STYLE = { ...STYLE, blockQuote: false } as const;
