import { kept } from '../remembered.ts';
import { NotificationChoice, type NotificationPermissions } from './notification-choice.ts';

const permissions: NotificationPermissions = {
  isSecure: window.isSecureContext,
  current: () => ('Notification' in window ? Notification.permission : null),
  request: () => Notification.requestPermission(),
};

/** The one choice of the page, which cards offer and the head turns off. */
export const pageChoice = new NotificationChoice(kept.browser, location.pathname, permissions);

addEventListener('storage', () => pageChoice.refresh());
// Permissions are changed in the browser's own settings, mostly in another tab.
document.addEventListener('visibilitychange', () => pageChoice.refresh());
