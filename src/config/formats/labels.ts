import { MAX_LABEL } from './names';
import type { Rule } from '../rules';
import { text } from '../rules';

/** Key of a Kubernetes label: a name, with a DNS prefix or without. */
const LABEL_KEY =
  /^(?:(?=.{1,253}\/)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;

export const labelKey: Rule = text({
  must: 'be the key of a Kubernetes label',
  test: (value) => LABEL_KEY.test(value),
});

export const labelValue: Rule = text({
  must: `be the value of a Kubernetes label: letters, digits and . _ -, at most ${MAX_LABEL} characters`,
  test: (value) => LABEL_VALUE.test(value),
});
