/** One notification as the server pushes it and as `APP.addNotificationCallback` hands it out. */
export interface NotificationPayload {
  readonly id: number;
  readonly created_at: number;
  readonly is_read: boolean;
  readonly body: {
    readonly title: string;
    readonly icon: { readonly call?: boolean; readonly value: string };
    readonly rows: readonly { readonly style: string; readonly text: string }[];
    readonly actions: { readonly click: { readonly url: string } };
  };
}
