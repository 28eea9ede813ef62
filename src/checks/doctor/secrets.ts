import type { Check } from './check';
import { failed, ok } from './check';
import { listed } from '../../common/printed';
import { certificateProblem } from '../../files/secrets/certificate';

/** The certificate and the sealed keys of an environment. */
export interface SealingFacts {
  readonly environment: string;
  readonly path: string;
  /** Its text; undefined when it is missing. */
  readonly certificate?: string;
  /** Whether the last commit has it unchanged; undefined without git. */
  readonly isCommitted?: boolean;
  /** The command that fetches it. */
  readonly fetch: string;
  /** Declared keys without a value, by app. */
  readonly missing: readonly { readonly app: string; readonly keys: readonly string[] }[];
}

/** Checks the certificates and sealed values of the environments. */
export function sealingChecks(facts: readonly SealingFacts[], now: Date): Check[] {
  return facts.flatMap((environment) => [certificateCheck(environment, now), sealedCheck(environment)]);
}

function certificateCheck({ environment, path, certificate, isCommitted, fetch }: SealingFacts, now: Date): Check {
  const title = `${environment} has a certificate to seal with`;
  const subject = { id: `secrets.certificate.${environment}`, group: 'secrets', title } as const;
  const fix = `with access to its cluster: ${fetch}`;
  if (certificate === undefined) return failed(subject, `${path} is missing`, 'platform team', fix);
  const problem = certificateProblem(certificate, now);
  if (problem !== undefined) return failed(subject, `${path} ${problem}`, 'platform team', fix);
  if (isCommitted === false) {
    return failed(subject, `${path} has uncommitted changes`, 'you', `git add ${path}, then commit and push`);
  }
  return ok(subject, path);
}

function sealedCheck({ environment, missing }: SealingFacts): Check {
  const title = `secrets are sealed for ${environment}`;
  const subject = { id: `secrets.sealed.${environment}`, group: 'secrets', title } as const;
  if (missing.length === 0) return ok(subject, 'every declared key has a value');
  const all = missing.flatMap(({ app, keys }) => keys.map((key) => `${app} ${key}`));
  const [{ app, keys }] = missing;
  return failed(
    subject,
    `missing: ${listed(all)}`,
    'you',
    `make seal APP=${app} ENV=${environment} KEY=${keys[0]}${all.length > 1 ? ', and so on for each key' : ''}`,
  );
}
