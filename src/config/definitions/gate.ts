import { struct } from './define';
import * as format from '../formats';
import { integer } from '../rules';

export const GATE = struct('GateOptions', {
  check: { rule: format.gateCheck, default: 'none' },
  address: {
    rule: format.gateAddress,
    samples: ['https://explained.example', 'https://other.example'],
    words: ['url'],
  },
  timeoutMinutes: { rule: integer(1, 180), default: 15, words: ['timeout', 'timeoutSeconds'] },
});
