import { css, html, LitElement } from 'lit';
import type { InstanceState } from '../../domain/instance.ts';
import { type IconName, icon } from '../icons.ts';
import { sharedStyles } from '../styles/shared.ts';
import { texts } from '../texts.ts';

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
    css`
      :host {
        display: inline-block;
      }
      span {
        display: inline-flex;
        align-items: center;
        gap: 5px;
        padding: 2px 9px 2px 6px;
        border-radius: 11px;
        font-size: 12px;
        font-weight: 600;
        white-space: nowrap;
      }
      .icon {
        width: 14px;
        height: 14px;
      }
      .calm {
        color: var(--tm-calm);
        background: var(--tm-calm-tint);
      }
      .busy {
        color: var(--tm-busy);
        background: var(--tm-busy-tint);
      }
      .good {
        color: var(--tm-good);
        background: var(--tm-good-tint);
      }
      .warn {
        color: var(--tm-warn);
        background: var(--tm-warn-tint);
      }
      .bad {
        color: var(--tm-bad);
        background: var(--tm-bad-tint);
      }
      .lost {
        color: var(--tm-lost);
        background: var(--tm-lost-tint);
      }
    `,
  ];

  override render() {
    const look = looks[this.state];
    return html`<span class=${look.tone} data-testid="state">${icon(look.icon)}${texts.states[this.state]}</span>`;
  }
}

customElements.define('tm-state-badge', TmStateBadge);

declare global {
  interface HTMLElementTagNameMap {
    'tm-state-badge': TmStateBadge;
  }
}
