/** What links are called, by kind, in the languages of mail. `*` is any letters; to add a language is to add a line. */

const UNSUBSCRIBE = [
  'unsubscribe, opt out, opt-out, email preferences, manage preferences, notification settings, manage notifications, stop receiving',
  'abmelden, abbestellen, austragen',
  'se désabonner, désabonner, désinscri*, me désinscrire',
  'darse de baja, darte de baja, date de baja, cancelar suscripción, anular suscripción, cancelar la suscripción',
  'descadastr*, cancelar inscrição, cancelar a inscrição, cancelar subscrição',
  'disiscriv*, cancella iscrizione, annulla iscrizione, cancellati',
  'abonelikten*, aboneliği iptal*, listeden çık*',
  'uitschrijven, afmelden',
  'wypisz*, rezygnuj*, zrezygnuj*, anuluj subskrypcję',
  'отписаться, отпишитесь, отказаться от рассылки, відписатися',
  'avregistrera, avsluta prenumeration*, afmeld, avmeld',
  '配信停止, 配信を停止, 登録解除, 購読解除, 退订, 退訂, 取消订阅, 取消訂閱, 수신거부, 수신 거부, 구독 취소, 구독취소, إلغاء الاشتراك',
]

const VIEW_IN_BROWSER = [
  'in your browser, in a browser, in browser, view online, online version, web version, view this email, view email online, view on the web',
  'im browser, online-version, onlineversion, webversion, online ansehen',
  'dans votre navigateur, dans le navigateur, version en ligne, version web',
  'en tu navegador, en su navegador, en el navegador, versión online, versión web',
  'no navegador, no seu navegador, versão online, versão web',
  'nel browser, nel tuo browser, versione online, versione web',
  'tarayıcıda*, tarayıcınızda*, çevrimiçi görüntüle',
  'in je browser, in uw browser, online versie, webversie',
  'w przeglądarce, wersja online',
  'в браузере, онлайн-версия, веб-версия',
  'ブラウザで, ブラウザー, 在浏览器, 网页版, 在瀏覽器, 網頁版, 브라우저에서, 웹에서 보기, في المتصفح',
]

const ACTION = [
  'verify*, confirm, confirm*, activate, reset, reset*, sign in, log in, login, sign up, get started, accept*, approve*, join, complete*, finish*',
  'set password, set your password, set up, create account, change password, download*, pay, pay now, authori*, magic link, continue',
  'bestätig*, aktivier*, zurücksetzen, anmelden, einloggen, annehmen, freigeben, weiter, jetzt starten, bezahlen, herunterladen, festlegen',
  'confirm*, valid*, vérifi*, activ*, réinitialis*, se connecter, connexion, accepter, rejoindre, payer, télécharger, continuer',
  'verific*, activ*, restablec*, iniciar sesión, acceder, aceptar, unirse, pagar, descargar, continuar',
  'redefinir, entrar, acessar, aceitar, ativar, participar, baixar',
  'verifica*, conferma*, attiva*, reimposta*, accedi, accetta, partecipa, paga, scarica, continua',
  'doğrula*, onayla*, etkinleştir*, sıfırla*, giriş yap, kabul et, katıl, öde, indir, devam',
  'bevestig*, activeer*, inloggen, accepteer*, deelnemen, betaal*, wachtwoord*, doorgaan',
  'potwierdź*, potwierdz*, aktywuj*, zresetuj*, zaloguj*, akceptuj*, dołącz*, zapłać, pobierz, kontynuuj',
  'подтверд*, активир*, сброс*, войти, принять, присоединиться, оплатить, скачать, продолжить, підтвердити, увійти',
  'bekräfta*, logga in, bekræft*, log ind, bekreft*, logg inn, vahvista*, kirjaudu*',
  '確認する, 認証する, 有効化, 再設定, リセット, ログイン, 承認, 参加, ダウンロード, メールアドレスを確認, 続ける',
  '验证, 驗證, 确认, 確認, 激活, 啟用, 重置, 重設, 登录, 登入, 接受, 加入, 下载, 继续',
  '인증하기, 인증, 확인하기, 활성화, 재설정, 로그인, 수락, 참여, 다운로드, 계속',
  'تأكيد, تحقق, تفعيل, إعادة تعيين, تسجيل الدخول, قبول, انضم',
]

export const UNSUBSCRIBE_WORDS = anyOf(UNSUBSCRIBE)
export const VIEW_IN_BROWSER_WORDS = anyOf(VIEW_IN_BROWSER)
export const ACTION_WORDS = anyOf(ACTION)

/** Latin and Cyrillic words stand apart; others are found within the text. */
function anyOf(lists: readonly string[]): RegExp {
  const words = lists.flatMap((list) => list.split(', ')).map((word) => word.replaceAll('*', '\\p{L}*'))
  const isSpaced = (word: string) => /[\p{Script=Latin}\p{Script=Cyrillic}]/u.test(word.replaceAll('\\p{L}', ''))
  const within = words.filter((word) => !isSpaced(word))
  return new RegExp([...within, `(?<!\\p{L})(?:${words.filter(isSpaced).join('|')})(?!\\p{L})`].join('|'), 'iu')
}
