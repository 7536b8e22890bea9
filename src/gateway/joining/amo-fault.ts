/** Why the gateway may not talk to an amoCRM account, or may not for long. */
export type AmoFault =
  | 'not-joined'
  | 'wrong-secret'
  | 'wrong-redirect'
  | 'code-refused'
  | 'revoked'
  | 'renewal-interrupted'
  | 'uninstalled'
  | 'token-expired'
  | 'token-refused'
  | 'unreachable'
  | 'not-understood';

/** For the administrator, in the log and under `/healthz`; each says what to do. */
export const WORDS_BY_AMO_FAULT: Readonly<Record<AmoFault, string>> = {
  'not-joined':
    'the gateway is not joined to this amoCRM account: install the widget there, open the link in the gateway’s log, or give it a long-lived token',
  'wrong-secret':
    'amoCRM does not know this integration: compare integration.clientUuid and integration.secret with the "Keys" tab of the integration',
  'wrong-redirect':
    'amoCRM does not take integration.redirectUri: it must be the same, letter by letter, as in the integration',
  'code-refused':
    'amoCRM refused the code of the installation: it was used already or is older than 20 minutes; open the link in the gateway’s log',
  revoked:
    'amoCRM has revoked the gateway’s access: the integration was switched off, or the user who allowed it was removed; an administrator must allow it again by the link in the gateway’s log',
  'renewal-interrupted':
    'the gateway was cut off while it renewed its access, and amoCRM takes the old token no more; an administrator must allow it again by the link in the gateway’s log',
  uninstalled:
    'the widget was uninstalled in this amoCRM account; install it again, or take the account out of the configuration',
  'token-expired':
    'the long-lived token has expired (or the clock of this server is wrong): make a new one in the "Keys" tab of the integration',
  'token-refused':
    'amoCRM refuses the long-lived token: it was revoked, the integration was switched off, or its user was removed; make a new one in the "Keys" tab',
  unreachable: 'amoCRM cannot be reached to renew the access; the gateway goes on trying',
  'not-understood': 'amoCRM’s answer to the request for access is not understood; the log has its status',
};
