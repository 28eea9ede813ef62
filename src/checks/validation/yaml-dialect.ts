import type { ScalarTag, Tags } from 'yaml';

/**
 * YAML as the tools of Kubernetes read it: version 1.1, but a date and a time of day are text, as in their reader, which
 * is written in Go.
 */
export const DIALECT = {
  version: '1.1',
  logLevel: 'error',
  prettyErrors: false,
  customTags: (tags: Tags): Tags => tags.filter((tag) => !isTime(tag)),
} as const;

function isTime(tag: Tags[number]): boolean {
  if (typeof tag === 'string') return false;
  return tag.tag === 'tag:yaml.org,2002:timestamp' || (tag as ScalarTag).format === 'TIME';
}
