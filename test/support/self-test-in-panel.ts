import type { AgentWindow } from './agent-window';

/** Opens «Звук и устройства» and lets the phone be checked; resolves when only the question for the tone is left. */
export async function checkPhone(agent: AgentWindow): Promise<void> {
  await agent.panel.getByTitle('Звук и устройства').click();
  await agent.panel.getByText('Проверить телефон').click();
  await agent.panel.getByText('Слышали гудок?').waitFor();
}

/** What stands beside a step of the check. */
export const findingOf = (agent: AgentWindow, check: string): Promise<string> =>
  agent.panel.locator(`.tel-check__row[data-key=${check}] span`).innerText();
