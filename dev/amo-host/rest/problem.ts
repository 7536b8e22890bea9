/** Errors of the API: `application/problem+json` (amocrm.ru/developers, "error-codes"). */
export interface ItemError {
  readonly code: string;
  readonly path: string;
  readonly detail: string;
}

export interface ItemErrors {
  readonly request_id: string;
  readonly errors: readonly ItemError[];
}

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export class ApiProblem extends Error {
  private constructor(
    readonly status: number,
    detail: string,
    private readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
  }

  static of(status: number, detail: string): ApiProblem {
    return new ApiProblem(status, detail);
  }

  static unauthorized(): ApiProblem {
    return new ApiProblem(401, 'Неверный логин или пароль', { hint: '110' });
  }

  static forbidden(): ApiProblem {
    return new ApiProblem(403, 'Нет прав');
  }

  static invalid(errors: readonly ItemErrors[]): ApiProblem {
    return new ApiProblem(400, 'Request validation failed', { 'validation-errors': errors });
  }

  body(): Record<string, unknown> {
    return {
      ...this.extra,
      title: TITLES[this.status] ?? 'Error',
      type: `https://httpstatus.es/${this.status}`,
      status: this.status,
      detail: this.message,
    };
  }
}
