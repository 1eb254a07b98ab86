import { css, html, LitElement } from 'lit';
import type { InstanceState } from '../../domain/instance.ts';
import { type IconName, icon } from '../icons.ts';
import { badgeStyles } from '../styles/badge.ts';
import { sharedStyles } from '../styles/shared.ts';
import { instanceTexts } from '../texts/instances.ts';

const looks: Record<InstanceState, { icon: IconName; tone: string }> = {
  queued: { icon: 'clock', tone: 'calm' },
  starting: { icon: 'spinner', tone: 'busy' },
  ready: { icon: 'check', tone: 'good' },
  ending: { icon: 'hourglass', tone: 'warn' },
  stopped: { icon: 'stop', tone: 'calm' },
  failed: { icon: 'alert', tone: 'bad' },
  lost: { icon: 'question', tone: 'lost' },
};

/** The state in a word, a sign and a colour. */
export class TmStateBadge extends LitElement {
  static override properties = { state: {} };
  declare state: InstanceState;

  static override styles = [
    sharedStyles,
    badgeStyles,
    css`
      :host {
        display: inline-block;
      }
    `,
  ];

  override render() {
    const look = looks[this.state];
    return html`<span class="badge ${look.tone}" data-testid="state">${icon(look.icon)}${instanceTexts.states[this.state]}</span>`;
  }
}

customElements.define('tm-state-badge', TmStateBadge);

declare global {
  interface HTMLElementTagNameMap {
    'tm-state-badge': TmStateBadge;
  }
}
