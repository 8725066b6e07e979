import { findDenial } from '../iam/find-denial.ts';
import { assumedRole, type Role } from '../iam/roles.ts';
import { sendNeed } from '../lambda/deployment-rights.ts';
import type { Messaging } from '../messaging/messaging.ts';
import type { SendMessage } from '../send-message.ts';
import type { AccountScope } from '../service.ts';

/** Queues and topics of the app, by ARN. */
export function targetSender({ sqs, sns }: Messaging): SendMessage {
  return async (targetArn, body, attributes) => {
    if (targetArn.includes(':sqs:')) await sqs.send(targetArn, body, attributes);
    else if (targetArn.includes(':sns:')) await sns.publish(targetArn, body);
    else throw new Error(`${targetArn} is neither a queue nor a topic`);
  };
}

/** The same, as a role that must be allowed to. */
export function roleSender(
  send: SendMessage,
  roles: ReadonlyMap<string, Role>,
  { account, onDenied }: { account: Required<AccountScope>; onDenied: (message: string) => void },
): (roleArn: string) => SendMessage {
  return (roleArn) => async (targetArn, body, attributes) => {
    const message = findDenial(assumedRole(roles.get(roleArn), 'service', account), sendNeed(targetArn));
    if (message !== undefined) {
      onDenied(message);
      throw new Error(message);
    }
    await send(targetArn, body, attributes);
  };
}
