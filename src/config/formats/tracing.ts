import { webAddress } from './addresses';
import type { Rule } from '../rule';

export const otlpEndpoint: Rule = webAddress(['http', 'https'], 'http://collector.observability.svc:4318');
