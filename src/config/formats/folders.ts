import { MAX_PATH } from './paths';
import type { Rule } from '../rule';
import { text } from '../rules';

export const folder: Rule = text({
  must: `be the path of a folder: at most ${MAX_PATH} characters, without control characters`,
  test: (value) => value.length <= MAX_PATH && /^\P{Cc}+$/u.test(value),
});
