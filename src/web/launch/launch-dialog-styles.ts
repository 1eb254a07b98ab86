import { css } from 'lit';

/** The launch dialog, beyond what all dialogs look like. */
export const launchDialogStyles = css`
  form {
    display: contents;
  }
  tm-presets {
    display: block;
    margin-bottom: 14px;
  }
  .description {
    margin-bottom: 14px;
    overflow-wrap: anywhere;
  }
  .notice {
    margin-bottom: 14px;
  }
`;
