import { struct } from './define';
import * as format from '../formats';
import { boolean } from '../rules';

export const TRACING = struct('TracingOptions', {
  enabled: { rule: boolean() },
  otlpEndpoint: {
    rule: format.otlpEndpoint,
    samples: ['http://explained.example:4318', 'http://other.example:4318'],
    words: ['endpoint', 'url', 'address', 'collector'],
  },
});
