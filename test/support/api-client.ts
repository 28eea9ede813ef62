import { request } from 'node:https';

/** An object as the API has it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string } & Record<string, unknown>;
  readonly [field: string]: unknown;
}

/** What the API server answers. */
export interface ApiAnswer {
  readonly status: number;
  /** Why it was refused; empty when it was accepted. */
  readonly message: string;
  /** The texts of the warnings in the response. */
  readonly warnings: readonly string[];
  readonly body: unknown;
}

export interface ApplyOptions {
  /** Whether the object is judged in full but not stored; default true. */
  readonly dryRun?: boolean;
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** A client of one API server, as much of one as tests need. */
export class ApiClient {
  private readonly resources = new Map<string, readonly Resource[]>();

  constructor(
    private readonly port: number,
    /** Certificate that the server must present. */
    private readonly certificate: () => string,
    private readonly token: string,
  ) {}

  /**
   * Server-side apply, with the field validation that rejects what the schema does not know.
   *
   * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/
   * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
   */
  public async apply(object: KubernetesObject, { dryRun = true }: ApplyOptions = {}): Promise<ApiAnswer> {
    const query = new URLSearchParams({ fieldManager: 'test', fieldValidation: 'Strict', force: 'true' });
    if (dryRun) query.set('dryRun', 'All');
    const path = await this.pathOf(object);
    return this.send('PATCH', `${path}?${query.toString()}`, 'application/apply-patch+yaml', object);
  }

  /** Creates an object, without storing it. It is what pods are judged by: they are created, never applied. */
  public async create(object: KubernetesObject): Promise<ApiAnswer> {
    const path = (await this.pathOf(object)).replace(/\/[^/]+$/, '');
    return this.send('POST', `${path}?dryRun=All&fieldValidation=Strict`, 'application/json', object);
  }

  public async get(path: string): Promise<ApiAnswer> {
    return this.send('GET', path);
  }

  private async pathOf({ apiVersion, kind, metadata }: KubernetesObject): Promise<string> {
    const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const resource = await this.resource(group, kind);
    const scope = resource.namespaced ? `/namespaces/${metadata.namespace ?? 'default'}` : '';
    return `${group}${scope}/${resource.name}/${metadata.name}`;
  }

  private async resource(group: string, kind: string): Promise<Resource> {
    let list = this.resources.get(group);
    if (!list) {
      const { status, message, body } = await this.get(group);
      if (status !== 200) throw new Error(`the API server has no ${group}: ${message}`);
      list = (body as { resources: Resource[] }).resources;
      this.resources.set(group, list);
    }
    // A name with a slash is a part of another resource, such as its status.
    const found = list.find((resource) => resource.kind === kind && !resource.name.includes('/'));
    if (!found) throw new Error(`the API server has no ${kind} in ${group}`);
    return found;
  }

  private async send(method: string, path: string, type?: string, content?: object): Promise<ApiAnswer> {
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port: this.port,
          method,
          path,
          ca: this.certificate(),
          headers: { authorization: `Bearer ${this.token}`, ...(type ? { 'content-type': type } : {}) },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('error', reject);
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            const status = response.statusCode ?? 0;
            const body = parse(text);
            const message = status < 300 ? '' : ((body as { message?: string } | undefined)?.message ?? text);
            resolve({ status, message, warnings: (response.headersDistinct.warning ?? []).map(warningText), body });
          });
        },
      );
      sent.on('error', reject);
      // JSON is YAML.
      sent.end(content && JSON.stringify(content));
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The text of `299 - "text"`, in which quotation marks and backslashes are escaped (RFC 7234). */
function warningText(header: string): string {
  const quoted = /^\d{3} \S+ "((?:[^"\\]|\\.)*)"/.exec(header)?.[1];
  return quoted === undefined ? header : quoted.replace(/\\(.)/g, '$1');
}
