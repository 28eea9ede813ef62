import type { ScalarTag, Tags } from 'yaml';

/**
 * YAML as Kubernetes tools read it: version 1.1, with dates and times of day as text, like their Go parser.
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
