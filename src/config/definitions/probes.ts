import { struct, nested } from './define';
import * as format from '../formats';
import { boolean, integer } from '../rules';

export const PROBE = struct('ProbeOptions', {
  enabled: { rule: boolean() },
  path: {
    rule: format.requestPath,
    samples: ['/explained', '/other'],
    words: ['url', 'endpoint'],
    answers: { httpGet: "set path instead, as in path: '/health'" },
  },
  command: {
    rule: format.command,
    samples: [['explained'], ['other']],
    answers: { exec: "set command instead, as in command: ['python', '-m', 'mailer.alive']" },
  },
  periodSeconds: { rule: integer(1, 3600), words: ['interval', 'period'] },
  timeoutSeconds: { rule: integer(1, 3600), words: ['timeout'] },
  failureThreshold: {
    rule: integer(1, 1000),
    words: ['retries', 'threshold'],
    answers: {
      initialDelaySeconds: 'raise failureThreshold of the startup probe instead: the other probes wait for it',
      initialDelay: 'raise failureThreshold of the startup probe instead: the other probes wait for it',
      gracePeriod: 'raise failureThreshold of the startup probe instead: the other probes wait for it',
    },
  },
});

/** Defaults of the probes of a service; those of a worker differ in the command and its timeout. */
export const PROBE_DEFAULTS = {
  startup: { path: '/health', periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 30 },
  liveness: { path: '/health', periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 3 },
  readiness: { path: '/ready', periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 2 },
} as const;

export const PROBES = struct('ProbesOptions', {
  startup: { rule: nested(PROBE), samples: [{ enabled: false }, { periodSeconds: 7 }], words: ['startupProbe'] },
  liveness: {
    rule: nested(PROBE),
    samples: [{ enabled: false }, { periodSeconds: 7 }],
    words: ['livenessProbe', 'healthcheck', 'healthCheck', 'health'],
  },
  readiness: { rule: nested(PROBE), samples: [{ enabled: false }, { periodSeconds: 7 }], words: ['readinessProbe'] },
});
