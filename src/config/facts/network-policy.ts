import type { Finding } from '../../common/findings';
import { show } from '../../common/findings';
import { isRecord } from '../../common/records';

/** Checks what the fields of a network policy say together. */
export function checkNetworkPolicy(policy: unknown, path: string, report: (finding: Finding) => void): void {
  if (!isRecord(policy) || !Array.isArray(policy.egress)) return;
  if (policy.openEgress === true) {
    const must = 'be left out where openEgress is true: nothing is closed that it could open';
    const fix = 'remove egress, or openEgress';
    report({ code: 'invalid-value', path: `${path}.egress`, must, got: show(policy.egress), fix });
  }
  policy.egress.forEach((entry: unknown, index) => {
    // A destination is one thing: pods of a namespace have no fixed addresses.
    if (!isRecord(entry) || (entry.namespace === undefined) !== (entry.cidr === undefined)) return;
    const must = 'have either namespace or cidr';
    const fix = entry.namespace === undefined ? 'add one of them' : 'make two entries of it';
    report({ code: 'invalid-value', path: `${path}.egress[${index}]`, must, got: show(entry), fix });
  });
}
