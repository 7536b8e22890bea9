import type { AmoFault } from './amo-fault';
import type { Joining } from './account-tokens';

/** What the page behind amoCRM's redirect says. */
export type JoiningWord =
  | 'title'
  | Extract<Joining, 'joined' | 'later'>
  | Extract<AmoFault, 'wrong-secret' | 'wrong-redirect' | 'code-refused' | 'not-understood'>
  | 'denied'
  | 'bad-link'
  | 'too-many';

type Words = Readonly<Record<JoiningWord, string>>;

const ru: Words = {
  title: 'Подключение к amoCRM',
  joined: 'Готово: шлюз подключён к amoCRM. Окно можно закрыть.',
  later: 'Код принят, но amoCRM пока не отвечает. Подключение завершится само; итог будет в журнале шлюза.',
  denied: 'Вы не дали доступ, поэтому шлюз не подключён к amoCRM.',
  'bad-link': 'Ссылка устарела или неверна. Возьмите новую в журнале шлюза.',
  'too-many': 'Слишком много попыток. Подождите минуту и повторите.',
  'wrong-secret':
    'Не подключено: amoCRM не знает такой интеграции. Сверьте clientUuid и secret в настройках шлюза с вкладкой «Ключи и доступы» интеграции.',
  'wrong-redirect':
    'Не подключено: redirectUri в настройках шлюза и адрес в интеграции различаются. Они должны совпадать буква в букву.',
  'code-refused':
    'Не подключено: amoCRM не приняла код. Он уже использован или старше 20 минут. Возьмите новую ссылку в журнале шлюза.',
  'not-understood': 'Не подключено: произошёл сбой. Подробности в журнале шлюза.',
};

const en: Words = {
  title: 'Connecting to amoCRM',
  joined: 'Done: the gateway is connected to amoCRM. You can close this window.',
  later:
    'The code is accepted, but amoCRM does not answer yet. The gateway goes on by itself; its log will tell how it ended.',
  denied: 'You did not allow access, so the gateway is not connected to amoCRM.',
  'bad-link': 'This link is too old or wrong. Take a new one from the gateway’s log.',
  'too-many': 'Too many attempts. Wait a minute and try again.',
  'wrong-secret':
    'Not connected: amoCRM does not know this integration. Compare clientUuid and secret in the gateway’s configuration with the "Keys" tab of the integration.',
  'wrong-redirect':
    'Not connected: redirectUri in the gateway’s configuration and the address in the integration differ. They must be the same, letter by letter.',
  'code-refused':
    'Not connected: amoCRM refused the code. It was used already or is older than 20 minutes. Take a new link from the gateway’s log.',
  'not-understood': 'Not connected: something failed. The gateway’s log has the details.',
};

const es: Words = {
  title: 'Conexión con amoCRM',
  joined: 'Listo: la pasarela está conectada a amoCRM. Puede cerrar esta ventana.',
  later:
    'El código se ha aceptado, pero amoCRM todavía no responde. La conexión terminará sola; el resultado estará en el registro de la pasarela.',
  denied: 'No ha dado acceso, así que la pasarela no está conectada a amoCRM.',
  'bad-link': 'El enlace ha caducado o es incorrecto. Tome uno nuevo del registro de la pasarela.',
  'too-many': 'Demasiados intentos. Espere un minuto y repita.',
  'wrong-secret':
    'Sin conexión: amoCRM no conoce esta integración. Compare clientUuid y secret de la pasarela con la pestaña de claves de la integración.',
  'wrong-redirect':
    'Sin conexión: redirectUri de la pasarela y la dirección de la integración son distintas. Deben coincidir letra por letra.',
  'code-refused':
    'Sin conexión: amoCRM no aceptó el código. Ya se usó o tiene más de 20 minutos. Tome un enlace nuevo del registro de la pasarela.',
  'not-understood': 'Sin conexión: algo ha fallado. Los detalles están en el registro de la pasarela.',
};

const pt: Words = {
  title: 'Conexão com o amoCRM',
  joined: 'Pronto: o gateway está conectado ao amoCRM. Você já pode fechar esta janela.',
  later:
    'O código foi aceito, mas o amoCRM ainda não responde. A conexão terminará sozinha; o resultado estará no log do gateway.',
  denied: 'Você não permitiu o acesso, por isso o gateway não está conectado ao amoCRM.',
  'bad-link': 'O link expirou ou está errado. Pegue um novo no log do gateway.',
  'too-many': 'Tentativas demais. Espere um minuto e tente de novo.',
  'wrong-secret':
    'Não conectado: o amoCRM não conhece esta integração. Compare clientUuid e secret do gateway com a aba de chaves da integração.',
  'wrong-redirect':
    'Não conectado: o redirectUri do gateway e o endereço na integração são diferentes. Eles devem ser iguais, letra por letra.',
  'code-refused':
    'Não conectado: o amoCRM não aceitou o código. Ele já foi usado ou tem mais de 20 minutos. Pegue um novo link no log do gateway.',
  'not-understood': 'Não conectado: algo falhou. Os detalhes estão no log do gateway.',
};

export const JOINING_WORDS = { ru, en, es, pt } as const;
export type JoiningLanguage = keyof typeof JOINING_WORDS;

/** The first of the browser's languages that we speak (RFC 9110, 12.5.4; browsers write them in order). */
export function joiningLanguage(acceptLanguage: string | undefined): JoiningLanguage {
  const wanted = (acceptLanguage ?? '')
    .toLowerCase()
    .split(',')
    .map((range) => range.trim().slice(0, 2));
  return wanted.find((tag): tag is JoiningLanguage => Object.hasOwn(JOINING_WORDS, tag)) ?? 'ru';
}
