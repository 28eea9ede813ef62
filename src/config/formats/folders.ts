import { MAX_PATH } from './paths';
import type { Rule } from '../rules';
import { text } from '../rules';

export const folder: Rule = text({
  must: `be a folder: a path of at most ${MAX_PATH} characters, none of which is a control character`,
  test: (value) => value.length <= MAX_PATH && /^\P{Cc}+$/u.test(value),
});
