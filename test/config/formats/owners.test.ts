import { describeTexts } from '../../support/config-options';

describeTexts({
  'codeOwners[0]': {
    accepted: [
      '@acme/platform',
      '@acme/Team_1.x',
      '@octocat',
      '@a',
      'on-call@acme.example',
      'first.last+tag@mail.acme.example',
    ],
    refused: [
      'acme/platform',
      'octocat',
      '@',
      '@acme/',
      '@/platform',
      '@acme/a/b',
      '@-acme',
      '@acme-',
      '@acme/platform @octocat',
      '@acme/platform#x',
      '@acme/plätform',
      '@on-call@acme.example',
      'on-call@',
      'on-call@acme',
      'on call@acme.example',
      'a@b@acme.example',
      'on-call@acme.example\n',
      'on\u0000call@acme.example',
      'on\u202ecall@acme.example',
    ],
  },
});
