import { randomBytes } from 'node:crypto';
import type { PolicyStatement } from '../iam/policy-document.ts';
import type { Role } from '../iam/roles.ts';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Who an access key speaks for. */
export interface Principal {
  /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` */
  readonly arn: string;
  /** Absent for the operator of the runtime, who may do anything. */
  readonly statements?: readonly PolicyStatement[];
  /** Numbers its calls; present for a function's process. */
  readonly caller?: Caller;
}

/** A function's process as the gateway sees it: each of its AWS calls is announced before and after. */
export interface Caller {
  beforeCall(action: string): CallInProgress | Promise<CallInProgress>;
}

export interface CallInProgress {
  /** The process was killed before the call: nothing may happen. */
  readonly cancelled: boolean;
  /** Called once the effect stands; true when the caller was killed and must not see the answer. */
  after(): boolean | Promise<boolean>;
}

/** Issues temporary credentials and knows whose they are, for as long as the runtime runs. */
export class CredentialIssuer {
  readonly #accountId: string;
  readonly #partition: string;
  readonly #issued = new Map<string, { readonly credentials: AwsCredentials; readonly principal: Principal }>();

  constructor(account: { readonly accountId: string; readonly partition: string }) {
    this.#accountId = account.accountId;
    this.#partition = account.partition;
  }

  assumeRole(role: Role, sessionName: string, caller?: Caller): AwsCredentials {
    return this.#issue({
      arn: `arn:${this.#partition}:sts::${this.#accountId}:assumed-role/${role.name}/${sessionName}`,
      statements: role.statements,
      ...(caller === undefined ? {} : { caller }),
    });
  }

  /** Unrestricted credentials for the person who runs the runtime. */
  operator(): AwsCredentials {
    return this.#issue({ arn: `arn:${this.#partition}:iam::${this.#accountId}:root` });
  }

  find(accessKeyId: string): { readonly credentials: AwsCredentials; readonly principal: Principal } | undefined {
    return this.#issued.get(accessKeyId);
  }

  #issue(principal: Principal): AwsCredentials {
    const credentials: AwsCredentials = {
      accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64url'),
      sessionToken: randomBytes(48).toString('base64url'),
    };
    this.#issued.set(credentials.accessKeyId, { credentials, principal });
    return credentials;
  }
}
