import type { KubernetesObject } from '../api-client';

interface Condition {
  readonly type: string;
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
}

/** What tests read of an Application. */
export interface Application extends KubernetesObject {
  readonly spec: {
    readonly destination: { readonly namespace?: string };
    readonly source: { readonly path: string; readonly targetRevision?: string };
  };
  readonly status?: {
    readonly sync?: { readonly status: string; readonly revision?: string };
    readonly health?: { readonly status: string; readonly message?: string };
    readonly operationState?: {
      readonly phase: string;
      readonly message?: string;
      readonly retryCount?: number;
      readonly startedAt?: string;
      readonly finishedAt?: string;
      readonly operation?: { readonly initiatedBy?: { readonly automated?: boolean; readonly username?: string } };
      readonly syncResult?: {
        readonly revision: string;
        readonly resources?: readonly {
          readonly kind: string;
          readonly name: string;
          readonly hookPhase?: string;
          readonly status?: string;
          readonly message?: string;
        }[];
      };
    };
    readonly conditions?: readonly Condition[];
    readonly reconciledAt?: string;
    readonly resources?: readonly {
      readonly kind: string;
      readonly name: string;
      readonly namespace?: string;
      readonly status?: string;
      readonly health?: { readonly status: string; readonly message?: string };
    }[];
    readonly summary?: { readonly images?: readonly string[] };
  };
}

export interface Pod extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & { readonly uid: string; readonly deletionTimestamp?: string };
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly { readonly name: string; readonly image: string }[];
  };
  readonly status?: {
    readonly phase: string;
    readonly conditions?: readonly Condition[];
    readonly containerStatuses?: readonly {
      readonly name: string;
      readonly state?: { readonly waiting?: { readonly reason: string; readonly message?: string } };
    }[];
  };
}

export interface ClusterEvent extends KubernetesObject {
  readonly involvedObject: { readonly kind: string; readonly name: string };
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly lastTimestamp?: string;
  readonly eventTime?: string;
}

/** Whether a pod takes requests. */
export function isReady(pod: Pod): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  return (pod.status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');
}
