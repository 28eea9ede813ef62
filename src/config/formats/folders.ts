import type { Rule } from '../rules';
import { text } from '../rules';

export const folder: Rule = text({ must: 'be a folder', test: (value) => value !== '' });
