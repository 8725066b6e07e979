import type { Readable } from 'node:stream';

/** One AWS service of the embedded runtime. The gateway in front of it has authenticated and authorised the request. */
export interface LocalService {
  readonly name: string;
  handle(request: ServiceRequest, context?: ServiceContext): Promise<ServiceResponse>;
  close(): Promise<void>;
}

export interface ServiceRequest {
  readonly method: string;
  /** Raw: still percent-encoded, as it was signed. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | Readable;
}

export interface ServiceResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body?: Buffer | string | Readable;
}

/** What the gateway knows of the caller beyond "allowed". */
export interface ServiceContext {
  /** May list the bucket: decides between 404 NoSuchKey and 403 AccessDenied for a missing key. @default true */
  readonly mayList?: boolean;
}

/** One permission that a request needs, as the IAM evaluator asks for it. */
export interface AccessNeed {
  /** `dynamodb:PutItem` */
  readonly action: string;
  /** An ARN, or `*` where the action has no resource. */
  readonly resource: string;
  /** Condition keys of the request, such as `s3:prefix`. */
  readonly context?: Record<string, string>;
}

/** Where the emulated account lives; every ARN is made of it. */
export interface AccountScope {
  readonly accountId: string;
  readonly region: string;
  /** @default 'aws' */
  readonly partition?: string;
}
