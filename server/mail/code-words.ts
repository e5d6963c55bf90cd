/**
 * The words that stand beside codes, and those beside other numbers. `*` is any letters; a space is a space or a hyphen.
 * To add a language is to add a line.
 */

import { createWordFinder, type FoundWord } from './word-finder.ts'

export type WordKind = 'code' | 'other' | 'ask' | 'about' | 'offer'
export type Word = FoundWord<WordKind>

/** Names what the reader shall copy. */
const CODE = {
  en: '*code*, *passcode*, pin, pins, otp, *password*, passphrase, token, verification, one time key, puk',
  de: '*kennwort*, *passwort*, *kennung, tan, *tan, verifizierungsnummer, zugangsschlüssel, sicherheitsschlüssel',
  fr: 'mot de passe, mots de passe, clé d’accès',
  es: 'código, códigos, contraseña*, clave, claves, verificación',
  pt: 'senha, senhas, palavra passe, verificação',
  it: 'codice, codici, verifica',
  tr: 'kod, kodu*, kodun*, şifre*, parola*, doğrulama',
  nl: '*wachtwoord*, verificatie',
  pl: 'kod, kodu, kody, kodem, hasło, hasła, weryfikac*',
  ru: 'код*, пароль*, пароля, пин',
  northern: '*kod, *koden, *koder, *kode, *kodes, lösenord*, adgangskode*, *passord*',
  fi: '*koodi*, salasana*, tunnuslu*',
  cs: 'kód*, heslo, hesla',
  hu: 'kódja, jelszó*, jelszava',
  ro: 'cod, codul, codului, parolă, parola',
  el: 'κωδικ*',
  vi: 'mã, mật khẩu',
  id: 'kode, sandi',
  ja: 'コード, 認証, 確認番号, 暗証番号, パスワード, 検証, 合言葉',
  zh: '验证码, 驗證碼, 校验码, 校驗碼, 动态码, 動態碼, 密码, 密碼, 口令, 代码, 代碼, 认证码, 確認碼, 确认码, 验证, 驗證',
  ko: '코드, 인증번호, 인증, 비밀번호, 확인번호, 패스워드, 암호',
  ar: 'رمز, كود, كلمة المرور, كلمة السر, رقم التحقق',
  fa: 'کد, رمز, گذرواژه',
  he: 'קוד, סיסמה, סיסמת',
  hi: 'कोड, ओटीपी, पासवर्ड, पिन',
  th: 'รหัส, โอทีพี',
}

/** Names a number that is no such code. Looked for before the words above: a postal code is no code. */
const OTHER = {
  en: `order*, invoice*, receipt*, ticket*, tracking*, shipment*, parcel*, reference*, ref, booking*, reservation*, customer*, client,
    account number, account no, account id, account *nding, member*, case, request*, transaction*, transfer, payment*, phone*, telephone*, tel,
    call, fax, mobile, zip*, postal code*, post code*, *postcode*, vat, tax, iban, bic, ending in, ending, sku, item, article*, model, serial*,
    version, build*, release, flight*, gate, seat, row, room, street, po box, p.o. box, error code*, exit code*, status code*, promo*,
    promo code*, promotion* code*, discount*, discount code*, coupon*, coupon code*, voucher*, voucher code*, gift*, gift card*, gift card code*,
    offer code*, referral code*, qr code*, bar code*, *barcode*, country code*, area code*, source code, dress code, code review*, code of conduct,
    sort code*, booking code*, colour code*, color code*, token id, tracking code*, order code*, product code*, confirmation number*, device id, device, user, username, user id,
    employee*, meeting id, ip, pull request*, issue*, commit*, lines, reading, meter, points, population, amount, total, price, balance, copyright,
    pipeline, suite, branch, unicode, encoded, decoded, *codec, coded, encode, decode, isbn, save`,
  de: `bestell*, rechnung*, auftrag*, kunde*, sendung*, paket*, vorgang*, buchung*, referenz*, aktenzeichen, vertrag*, telefon*, hotline, plz,
    postleitzahl, ust*, steuer*, *gutschein*, *rabatt*, aktionscode*, fehlercode*, statuscode*, artikel*, betrag, summe, preis, konto*, zähler*,
    mitglied*, hrb, kartennummer, endet auf, endend auf, ländercode*, quellcode*, strichcode*, fragen, sendecode`,
  fr: `commande*, facture*, suivi, code de suivi, colis, référence*, réservation*, client*, dossier, téléphone*, tél, code postal, codes postaux,
    code promo*, code de réduction, code cadeau, code barre*, code erreur, montant, prix, compte, se terminant par, siret, siren, tva, numéro de commande`,
  es: `pedido*, factura*, seguimiento, código de seguimiento, envío, referencia*, reserva*, cliente*, terminada en, que termina en, teléfono*, código postal, código promocional,
    código de descuento, código de error, código de barras, código de reserva, cupón*, importe, precio, cuenta, expediente, solicitud`,
  pt: `encomenda*, fatura*, rastreio, rastreamento, código de rastreio, código de rastreamento, código promocional, código de desconto, código de erro,
    código de barras, cep, cupom, cupão, valor, preço, cnpj, telefone*, conta, terminado em, final`,
  it: `ordine*, codice ordine, codice cliente, codice spedizione, codice di spedizione, codice fiscale, codice postale, codice sconto,
    codice promozionale, codice di prenotazione, codice errore, codice a barre, fattura, spedizione, tracciamento, prenotazione, riferimento, telefono,
    cap, buono, che termina con, importo, totale, prezzo, partita iva`,
  tr: `sipariş*, fatura*, kargo*, kargo takip kodu, takip, takip kodu, takip numarası, rezervasyon*, müşteri*, referans*, telefon*, posta kodu,
    indirim kodu, kampanya kodu, kupon*, kupon kodu, hata kodu, tutar*, fiyat*, hesap no, hesap numarası, abone*, toplam`,
  nl: `bestel*, factuur*, zending*, pakket*, klant*, reservering*, referentie*, telefoon*, kortingscode*, actiecode*, foutcode*, track*, trace code,
    bedrag, prijs, rekening*, kvk`,
  pl: `zamówieni*, faktur*, przesył*, klient*, rezerwac*, kod pocztowy, kod rabatowy, kod promocyjny, kod błędu, kod kreskowy, kwota, cena, konto,
    paczk*, umow*`,
  ru: `заказ*, счет*, счёт*, накладн*, отправлени*, трек*, бронирован*, клиент*, телефон*, тел, индекс*, промокод*, код ошибки, почтовый код,
    штрихкод*, скидк*, сумм*, цен*, договор*, инн, логин`,
  northern: `beställning*, ordrenummer, faktura*, postnummer, rabattkod*, rabatkode*, rabattkode*, kundnummer, kundenummer, kampanjkod*, telefonnummer`,
  cs: 'objednávk*, celkem, psč, slevový kód, číslo',
  vi: 'mã đơn hàng, mã giảm giá, mã vận đơn, mã bưu chính',
  id: 'no pesanan, no. pesanan, pesanan, kode pos, kode promo, kode diskon, kode voucher, nomor resi',
  ja: `注文, 請求, 追跡, 伝票, 予約, お客様番号, 会員番号, 電話, 郵便番号, クーポン, コードレス, クーポンコード, 割引コード, プロモーションコード, バーコード,
    qrコード, エラーコード, 金額, 価格, 合計, 受付番号, 口座, 問い合わせ`,
  zh: `订单, 訂單, 发票, 發票, 发票代码, 快递, 快遞, 运单, 物流, 单号, 單號, 预订, 客户, 电话, 電話, 邮编, 邮政编码, 郵遞區號, 优惠码, 優惠碼,
    优惠券, 折扣码, 折扣碼, 错误代码, 二维码, 条形码, 金额, 金額, 价格, 账号, 帐号, 编号, 編號, 客服`,
  ko: `주문, 송장, 운송장, 예약, 고객번호, 고객센터, 회원번호, 전화, 우편번호, 쿠폰, 쿠폰코드, 할인코드, 오류 코드, 바코드, 금액, 가격, 계좌, 접수번호`,
  ar: `رقم الطلب, طلب, فاتورة, الفاتورة, شحن, التتبع, حجز, العميل, الهاتف, هاتف, الرمز البريدي, رمز بريدي, رمز الخصم, كود الخصم, قسيمة, المبلغ, السعر, الحساب`,
}

/** Tells the reader to type something. */
const ASK = {
  en: 'enter*, use, type, input, insert, paste, copy, reply with',
  de: 'gib, geben, eingeben, verwende*, nutze*',
  fr: 'saisi*, entrez, utilise*, tapez, recopie*, copiez',
  es: 'introduce, introduzca, ingres*, usa, use, utiliza, escribe',
  pt: 'digite, insira, use, utilize, informe',
  it: 'inserisci, inserire, usa, utilizza, digita',
  tr: 'girin*, giriniz, kullan*',
  nl: 'vul, voer, gebruik, typ',
  pl: 'wpisz, użyj, podaj, wprowadź',
  ru: 'введите, используйте, укажите',
  northern: 'ange, använd, indtast, brug, skriv, bruk, syötä, käytä',
  other: 'zadejte, použijte, adja meg, introdu, folosește, εισαγάγετε, nhập, masukkan',
  ja: '入力',
  zh: '输入, 輸入',
  ko: '입력',
  ar: 'أدخل, استخدم',
}

/** What codes are for: says that one may be near, names none. */
const ABOUT = {
  en: 'verify*, confirm*, sign in, sign up, signing in, signing up, sign ins, log in, logging in, login*, authenticat*, activat*, two factor, 2fa, authori*, security, reset*',
  de: 'anmeld*, einloggen, bestätig*, freigabe, freigeben, sicherheit*, verifizier*, aktivier*',
  fr: 'connexion, connecter, confirmer, confirmation, vérif*, valid*, sécurité, authentifi*',
  es: 'iniciar sesión, inicia sesión, inicio de sesión, confirm*, verificar, verifica, acceso, acceder, seguridad',
  pt: 'entrar, acesso, acessar, segurança, verificar, verifique',
  it: 'accesso, accedere, accedi, conferma*, sicurezza',
  tr: 'giriş*, doğrula*, onay*, güvenlik',
  nl: 'inlog*, aanmeld*, bevestig*, verifi*, beveiliging',
  pl: 'logowani*, zaloguj*, potwierd*, weryfikuj*',
  ru: 'вход*, войти, подтвер*, авториз*, безопасност*',
  ja: 'ログイン, 確認, サインイン, 本人',
  zh: '登录, 登入, 登錄, 确认, 確認, 安全',
  ko: '로그인, 확인, 보안',
  ar: 'تسجيل الدخول, تأكيد, التحقق, تحقق',
}

/** Speaks of buying: codes beside it are for the till. */
const OFFER = {
  en: 'off, sale, sales, checkout, deal, deals, bargain*, shop now, black friday',
  de: 'angebot*, sonderangebot*, ausverkauf, einkauf, schlussverkauf',
  fr: 'soldes, promotion*, offre, offres, profitez, réduction*',
  es: 'oferta*, rebajas, descuento*, ahorra',
  pt: 'oferta*, desconto*, promoção, frete',
  it: 'offerta, offerte, saldi, sconto, sconti',
  tr: 'indirim*, fırsat*, kampanya*',
  nl: 'korting*, aanbieding*, uitverkoop',
  pl: 'rabat*, promocj*, zniżk*, wyprzedaż*',
  ru: 'скидк*, распродаж*, акци*',
  ja: '割引, セール, お得',
  zh: '折扣, 优惠, 優惠, 促销, 促銷',
  ko: '할인, 세일',
  ar: 'خصم, تخفيضات, عرض',
}

/**
 * What stands between a name and its number: `is`, and what does the same work. An article may follow: `est le`.
 */
const NAMING =
  /(?:[:：=→>—–«»"“„「『[(【-]|(?<!\p{L})(?:is|are|be|lautet|lauten|ist|sind|est|sont|es|son|é|são|è|sono|olarak|to|brzmi|är|er|on|je|jsou|este|είναι|là|adalah|هو|هي|הוא|है|คือ|是|为|為|は|은|는))[\s"'*«“]*(?:(?:the|le|la|el|o|il|now|nun|jetzt)\s+)?$/iu

export function endsInNaming(gap: string): boolean {
  return NAMING.test(gap)
}

/**
 * What stands before the English word `code` when it is one to copy: determiners, and what such codes are for. Beside any
 * other (a zone code, a ward code) it takes more than the name.
 */
const FAMILIAR = new Set(
  `a an the this that your my our their his her its one new own following below another of as is with or and use enter type
  verification security confirmation login signin in on up access time otp pin activation temporary single use recovery backup door gate class
  authentication auth authorization authorisation factor 2fa pairing invite invitation unlock reset pickup magic sms email
  validation digit numeric short secret login sign sign-in log-in passcode bypass launch entry device
  der die das den dem dein deinen ihr ihren diesen dieser folgenden mit als un une le la ce cet votre ton du des ces vos il un el al this
  su tu o seu il tuo suo je de deze jouw uw met din dit den koden via par con com`.split(/\s+/),
)

/** @param before the line up to the word `code` */
export function isUnfamiliar(before: string): boolean {
  const [, modifier] = /([\p{L}\d]+)[\s-]$/u.exec(before.slice(-40)) ?? []
  return modifier !== undefined && !FAMILIAR.has(modifier.toLowerCase())
}

/** @param line of bounded length. Of two kinds that begin at the same letter the first is meant: a postal code is no code. */
export const findWords = createWordFinder<WordKind>({ other: OTHER, code: CODE, ask: ASK, about: ABOUT, offer: OFFER })
