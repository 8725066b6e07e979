import { Aws, Fn, RemovalPolicy } from 'aws-cdk-lib';
import {
  CfnUserPoolGroup,
  Mfa,
  OAuthScope,
  UserPool,
  type UserPoolClient,
  type UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** In order of precedence: who is in several groups is named by the first. */
const GROUPS = ['admin', 'approver', 'researcher', 'viewer'] as const;

export interface PeopleProps {
  /** Where the site is, with a trailing slash; people come back here after signing in. */
  readonly siteUrl: string;
}

/** Who may sign in, and the groups that are their roles. An administrator makes the accounts. */
export class People extends Construct {
  readonly pool: UserPool;
  readonly webClient: UserPoolClient;
  readonly domain: UserPoolDomain;

  constructor(scope: Construct, id: string, { siteUrl }: PeopleProps) {
    super(scope, id);
    this.pool = new UserPool(this, 'Pool', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.webClient = this.pool.addClient('Web', {
      generateSecret: false,
      preventUserExistenceErrors: true,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [siteUrl],
        logoutUrls: [siteUrl],
      },
    });
    // A prefix has to be unique in the region; the stack's own identifier is, and stays when the stack is updated.
    const stackIdentifier = Fn.select(2, Fn.split('/', Aws.STACK_ID));
    this.domain = this.pool.addDomain('Domain', { cognitoDomain: { domainPrefix: `mlops-${stackIdentifier}` } });
    for (const [precedence, groupName] of GROUPS.entries()) {
      new CfnUserPoolGroup(this, `${groupName.charAt(0).toUpperCase()}${groupName.slice(1)}s`, {
        userPoolId: this.pool.userPoolId,
        groupName,
        precedence,
      });
    }
    acknowledge(this.pool, {
      COG8: 'Threat protection needs the Plus plan, which is billed per user; here accounts are made by an administrator and MFA is required.',
    });
  }
}
