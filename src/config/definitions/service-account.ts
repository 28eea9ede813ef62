import { struct } from './define';
import * as format from '../formats';
import { map } from '../rules';

export const SERVICE_ACCOUNT = struct('ServiceAccountOptions', {
  name: {
    rule: format.objectName,
    samples: ['explained', 'other'],
    words: ['serviceAccountName', 'existing'],
    answers: { create: 'set name to use a ServiceAccount that exists already; without it one is generated' },
  },
  annotations: {
    rule: map(format.annotationKey, format.annotationValue),
    samples: [{ explained: 'x' }, { other: 'x' }],
    merge: 'keys',
  },
});
