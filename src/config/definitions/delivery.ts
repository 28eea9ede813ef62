import { struct } from './define';
import * as format from '../formats';

export const DELIVERY = struct('DeliveryOptions', {
  credentials: { rule: format.credentials, default: 'token' },
  releases: { rule: format.releases, default: 'push' },
  onFailure: { rule: format.onFailure, default: 'none', words: ['notify', 'alert', 'createIssue'] },
  registryLogin: { rule: format.registryLogin, words: ['login'] },
  awsRole: { rule: format.awsRole, samples: ['arn:aws:iam::123456789012:role/explained'], words: ['roleArn'] },
  googleIdentityProvider: {
    rule: format.googleIdentityProvider,
    samples: ['projects/1/locations/global/workloadIdentityPools/explained/providers/explained'],
    words: ['workloadIdentityProvider'],
  },
  googleServiceAccount: {
    rule: format.googleServiceAccount,
    samples: ['explained@x.iam.gserviceaccount.com'],
    words: ['serviceAccount'],
  },
  npmTokenSecret: { rule: format.buildSecretName, samples: ['EXPLAINED'], words: ['npmToken'] },
  packageIndexSecret: { rule: format.buildSecretName, samples: ['EXPLAINED'] },
});
