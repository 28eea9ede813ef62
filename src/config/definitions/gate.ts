import { struct } from './define';
import * as format from '../formats';
import { integer } from '../rules';

/** Limits of `timeoutMinutes`: the highest value, and the lowest default. */
export const MOST_MINUTES = 180;
export const SHORTEST_DEFAULT = 15;

export const GATE = struct('GateOptions', {
  check: { rule: format.gateCheck, default: 'none' },
  address: {
    rule: format.gateAddress,
    samples: ['https://explained.example', 'https://other.example'],
    words: ['url'],
  },
  timeoutMinutes: { rule: integer(1, MOST_MINUTES), words: ['timeout', 'timeoutSeconds'] },
});
