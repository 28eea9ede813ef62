import { nested, struct } from './define';
import * as format from '../formats';

const version = { rule: format.imageVersion, samples: ['17', '18'] };

/** One for each row of `BACKING_SERVICES`. */
export const BACKING_SERVICES_OPTIONS = struct('BackingServicesOptions', {
  postgres: { ...version, words: ['postgresql', 'pg', 'database', 'db'] },
  mysql: { ...version, words: ['mariadb'] },
  redis: { ...version, words: ['cache'] },
  valkey: version,
  rabbitmq: { ...version, words: ['amqp', 'rabbit', 'broker', 'queue'] },
});

export const DEVELOPMENT = struct('DevelopmentOptions', {
  services: {
    rule: nested(BACKING_SERVICES_OPTIONS),
    samples: [{ postgres: '17' }, { postgres: '18' }],
    words: ['backingServices', 'dependencies', 'containers'],
  },
});
