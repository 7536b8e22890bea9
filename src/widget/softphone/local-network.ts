/**
 * Whether the browser keeps this page out of the local network, where the PBX may be. Chrome 147 and newer asks the agent
 * before a page of the outside world speaks to a private address; a "no", also an unheard question, makes every such
 * connection fail without a reason (measured with Chromium 156). Other browsers do not know the question.
 */
export async function isLocalNetworkDenied(): Promise<boolean> {
  try {
    const name = 'local-network-access' as PermissionName;
    return (await navigator.permissions.query({ name })).state === 'denied';
  } catch {
    return false;
  }
}
