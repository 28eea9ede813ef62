import { webAddress } from './addresses';
import { choice } from './choices';
import type { Rule } from '../rule';

export const gateCheck: Rule = choice('health', 'tests', 'none');

export const gateAddress: Rule = webAddress(['https', 'http'], 'https://shop.dev.acme.example');
