### غرفة المشرفين: البطاقات والردود على الأوامر والغرفة نفسها. تبقى كلمات الأوامر بالإنجليزية.
# Commands and numbers such as #12 stay left-to-right: { "\u2066" } begins, { "\u2069" } ends.

## The bot and its room
room-bot-name = التسجيل
room-name = طلبات الحسابات
room-topic = طلبات الحسابات على { $server }. اضغط ✅ أو ❌ على الطلب. للمساعدة: { "\u2066" }{ $prefix } help{ "\u2069" }

## A card
room-card-title-new = طلب جديد { "\u2066" }#{ $id }{ "\u2069" }: { $mxid }
room-card-title = الطلب { "\u2066" }#{ $id }{ "\u2069" }: { $mxid }
room-card-email = البريد الإلكتروني:
room-card-submitted = تاريخ الطلب:
room-card-language = اللغة: { $tag ->
    [ar] العربية
    [de] الألمانية
    [en] الإنجليزية
   *[other] { $name }
}
room-card-reason = السبب:
room-card-no-reason = (لم يُذكر)
room-answer-ticked = { $ticked ->
    [true] نعم
   *[false] لا
}
room-card-message = رسالة إلى مقدّم الطلب:
room-card-note = ملاحظة داخلية (لا تُرسل إلى مقدّم الطلب):
room-card-quiet = 🔕 لم تُرسل رسالة إلى مقدّم الطلب.
room-card-quiet-link = 🔕 لم تُرسل رسالة إلى مقدّم الطلب، لكنه يحتاج إلى رابط لاختيار كلمة المرور. لإرساله: { "\u2066" }{ $prefix } resend #{ $id }{ "\u2069" }
room-card-prior = ⚠️ رُفض من قبل: { "\u2066" }#{ $id }{ "\u2069" } { $mxid } في { $at } من قِبل { $by } ({ $same })
room-card-prior-because = ⚠️ رُفض من قبل: { "\u2066" }#{ $id }{ "\u2069" } { $mxid } في { $at } من قِبل { $by }: «{ $words }» ({ $same })
room-card-prior-more = ⚠️ … والمزيد.
room-card-earlier = ↩️ { $verdict ->
    [approve] قُبل
   *[deny] رُفض
} في { $at } من قِبل { $by }، ثم { $verdict ->
    [approve] أُلغي القبول
   *[deny] أُعيد فتحه
} من قِبل { $other }.
room-card-earlier-because = ↩️ { $verdict ->
    [approve] قُبل
   *[deny] رُفض
} في { $at } من قِبل { $by }: «{ $words }»، ثم { $verdict ->
    [approve] أُلغي القبول
   *[deny] أُعيد فتحه
} من قِبل { $other }.
room-card-domain = طلبات أخرى من { $domain }: { $counts }
room-card-domain-newest = آخر { $count ->
    [zero] { $count } طلب
    [one] طلب
    [two] طلبين
    [few] { $count } طلبات
    [many] { $count } طلبًا
   *[other] { $count } طلب
} من { $domain }: { $counts }
room-domain-approved = مقبول: { $count }
room-domain-denied = مرفوض: { $count }
room-domain-pending = معلّق: { $count }
room-card-alike = ⚠️ طلبات معلّقة مشابهة: { $groups }. لرفضها كلها: { "\u2066" }{ $prefix } deny #{ $id } --alike{ "\u2069" }
room-alike-more = و{ $count } غيرها
room-alike = { "\u2066" }{ $ids }{ "\u2069" } ({ $why ->
    [network] الشبكة نفسها
    [reason] سبب مشابه
   *[both] الشبكة نفسها وسبب مشابه
})
room-prior-same-email = عنوان البريد نفسه
room-prior-same-network = عنوان IP نفسه
room-prior-same-both = عنوان البريد وعنوان IP نفسهما
room-card-waiting = ⏳ في انتظار القرار. { $approve } للقبول، { $deny } للرفض.
room-card-waiting-quorum = ⏳ في انتظار القرار. { $approve } للقبول، { $deny } للرفض. المطلوب: { $approvals ->
    [zero] { $approvals } صوت بالقبول
    [one] صوت واحد بالقبول
    [two] صوتان بالقبول
    [few] { $approvals } أصوات بالقبول
    [many] { $approvals } صوتًا بالقبول
   *[other] { $approvals } صوت بالقبول
} أو { $denials ->
    [zero] { $denials } صوت بالرفض
    [one] صوت واحد بالرفض
    [two] صوتان بالرفض
    [few] { $denials } أصوات بالرفض
    [many] { $denials } صوتًا بالرفض
   *[other] { $denials } صوت بالرفض
}.
room-card-votes = الأصوات: { $sides }
room-card-votes-side = { $key } { $who } ({ $count } من { $needed })
room-card-voters = المصوّتون لهذا القرار: { $who }
room-card-needs-reason = ✋ يحتاج هذا الرفض إلى سبب سيراه مقدّم الطلب. { "\u2068" }{ $who }{ "\u2069" }: اختر سببًا من سلسلة الردود، أو رُدّ على هذه البطاقة بكلمة { "\u2066" }deny{ "\u2069" } ثم السبب.
room-card-approved = ✅ قبِله { "\u2068" }{ $by }{ "\u2069" } في { $at }.
room-card-undo = ↩️ يسري في { $at }. للتراجع قبل ذلك: اضغط { $key } هنا، أو أزل تفاعلك، أو أرسل { "\u2066" }{ $prefix } undo #{ $id }{ "\u2069" }
room-card-claimed = 👀 { "\u2068" }{ $by }{ "\u2069" } ينظر في هذا الطلب.
room-card-held = ⏸️ أجّله { "\u2068" }{ $by }{ "\u2069" }.
room-card-held-until = ⏸️ أجّله { "\u2068" }{ $by }{ "\u2069" } حتى { $at }.
room-card-asked = ❓ سأل { "\u2068" }{ $by }{ "\u2069" } مقدّم الطلب في { $at }:
room-card-answer-due = ⏳ في انتظار الجواب حتى { $at }.
room-card-answered = 💬 أجاب مقدّم الطلب في { $at }:
room-card-unanswered = 🔇 لا جواب حتى { $at }. يمكنك السؤال مجددًا أو اتخاذ القرار.
room-card-noted = 📝 { "\u2068" }{ $by }{ "\u2069" }: { "\u2068" }{ $words }{ "\u2069" }
room-card-opening = ✅ قُبل من قِبل { $by } في { $at }. يجري تفعيل الحساب.
room-card-active = ✅ قُبل من قِبل { $by } في { $at }. الحساب مفعّل.
room-card-denied = ❌ رُفض من قِبل { $by } في { $at }.
room-card-revoked = 🔒 سحب { "\u2068" }{ $by }{ "\u2069" } الموافقة في { $at }. الحساب مقفل.
room-card-awaiting-password = ✅ قُبل من قِبل { $by } في { $at }. في انتظار أن يختار مقدّم الطلب كلمة مرور.
room-card-unused = ⌛ قُبل من قِبل { $by }، لكن انتهت صلاحيته في { $at }: لم يختر مقدّم الطلب كلمة مرور، أو أُخذ اسم المستخدم في هذه الأثناء.
room-card-expired = ⌛ انتهت صلاحيته في { $at } دون قرار.
room-card-unfinished = ✏️ لم يُرسل بعد.
room-card-replaced = لهذا الطلب بطاقة جديدة
room-card-edited = الطلب { "\u2066" }#{ $id }{ "\u2069" } المقدّم من { $mxid }: { $state }
room-card-from = عنوان IP: { $address }
room-card-cut = لقراءة كل شيء: { "\u2066" }{ $prefix } show #{ $id }{ "\u2069" }
room-card-related = ⚠️ طلب ذو صلة: { "\u2066" }#{ $id }{ "\u2069" } { $mxid } ({ $same })، { $state ->
    [waiting] معلّق
    [approved] مقبول
    [unfinished] لم يُرسل
   *[gone] مرفوض أو منتهٍ
}
room-card-throwaway = ⚠️ عنوان بريد إلكتروني مؤقت
room-card-looks-like = ⚠️ اسم المستخدم يشبه: { $names }
room-card-quick = ⚠️ مُلئ النموذج في { $seconds ->
    [zero] أقل من ثانية
    [one] ثانية واحدة
    [two] ثانيتين
    [few] { $seconds } ثوانٍ
    [many] { $seconds } ثانية
   *[other] { $seconds } ثانية
} (ربما برنامج آلي)

## The welcome message for a new account, and what can go wrong with it
room-welcome = مرحبًا بك في { $server } يا { $username }!
    حسابك جاهز. إذا كانت لديك أي أسئلة، فالقائمون على هذا الخادم يسعدهم مساعدتك.
room-welcome-no-user = لا يشكّل اسم المستخدم معرّف مستخدم صالحًا
room-welcome-no-room = لا توجد غرفة { $room }؛ تحقق من { $key } في الإعدادات
room-welcome-shut-out = لا يستطيع أحد على هذا الخادم إدخال { $bot } إلى { $room }؛ ادعُه إلى الغرفة
room-welcome-silenced = لا يُسمح للبوت بالكتابة في { $room }؛ اسمح له بإرسال الرسائل هناك
room-welcome-public = يستطيع أي شخص الانضمام إلى { $room } أو قراءتها، ورسالة الترحيب تحتوي على عنوان البريد الإلكتروني أو السبب؛ احذفهما من { "\u2066" }message_template{ "\u2069" } أو اجعل الغرفة خاصة
room-welcome-left = لم يعد البوت في غرفة الرسالة المباشرة
room-welcome-taken-over = عملية أخرى ترسل رسالة الترحيب هذه
room-welcome-unfinished = لم يكتمل إنشاء غرفة الرسالة المباشرة، وستُنشأ من جديد

## What failed for good
room-trouble = ⚠️ { "\u2066" }#{ $id }{ "\u2069" } { $mxid }: { $what }.
room-trouble-cause = السبب: { $cause }
room-trouble-remedy = ما ينبغي فعله: { $remedy }
room-trouble-retry = ثم أعد المحاولة: { "\u2066" }{ $prefix } retry #{ $id }{ "\u2069" }
room-parked-mail-verification = تعذّر إرسال رسالة رابط التأكيد
room-parked-mail-receipt = تعذّر إرسال رسالة تأكيد استلام الطلب
room-parked-mail-question = تعذّر إرسال رسالة السؤال
room-parked-mail-operators = تعذّر إرسال الرسالة إلى المشغّلين
room-parked-mail-room-broken = تعذّر إرسال الرسالة إلى المشغّلين بشأن هذه الغرفة
room-parked-mail-approval = تعذّر إرسال رسالة القبول
room-parked-mail-password-link = تعذّر إرسال رسالة رابط اختيار كلمة المرور
room-parked-mail-denial = تعذّر إرسال رسالة الرفض
room-parked-mail-revoked = تعذّر إرسال الرسالة عن القرار المسحوب
room-parked-unlock = تعذّر فتح قفل الحساب
room-parked-lock = تعذّر قفل الحساب وما زال مفتوحًا
room-parked-remove = تعذّرت إزالة الحساب، وربما ما زال موجودًا ومقفلًا
room-parked-consent = تعذّر تسجيل الموافقة على شروط الخادم للحساب
room-parked-join = تعذّرت إضافة الحساب إلى { $room }
room-parked-welcome = تعذّر إرسال رسالة الترحيب
room-parked-log = تعذّر نشر القرار في غرفة السجل
room-parked-report = تعذّر نشر تقرير كهذا
room-parked-account-questions = تعذّر تحديث قائمة الحسابات التي تحتاج إلى قرار
room-parked-card = تعذّر نشر البطاقة أو تحديثها
room-remedy-mail = تحقق من عدم وجود أخطاء في عنوان البريد الإلكتروني. إذا بدا صحيحًا، فاطلب من أحد المشغّلين اختبار خادم البريد بالأمر «{ "\u2066" }synapse-registration check{ "\u2069" }».
room-remedy-mail-operators = اطلب من أحد المشغّلين التحقق من { "\u2066" }admin.email{ "\u2069" } واختبار خادم البريد بالأمر «{ "\u2066" }synapse-registration check{ "\u2069" }».
room-remedy-unlock = إذا كنت قد سألت عن هذا الحساب، فأجب عن ذلك السؤال. وإلا فاطلب من أحد المشغّلين التحقق في Synapse من أن الحساب موجود وغير معطّل.
room-remedy-lock = اطلب من أحد المشغّلين قفل الحساب في Synapse أو التحقق من رمز المدير.
room-remedy-remove = إذا كنت قد سألت عن هذا الحساب، فأجب عن ذلك السؤال. وإلا فاطلب من أحد المشغّلين التحقق من الحساب في Synapse ومن رمز المدير.
room-remedy-consent = اطلب من أحد المشغّلين التحقق من أن { "\u2066" }form_secret{ "\u2069" } و{ "\u2066" }consent_version{ "\u2069" } يطابقان إعدادات Synapse. وحتى ذلك الحين قد يُطلب من الحساب الجديد قبول الشروط.
room-remedy-join = أصلح الغرفة كما هو مذكور أعلاه، أو ادعُ الحساب بنفسك. الحساب نفسه مفعّل.
room-remedy-welcome = عالج السبب المذكور أعلاه، أو رحّب به بنفسك. الحساب نفسه مفعّل.
room-remedy-log = عالج السبب المذكور أعلاه. لا يتأثر أي شيء آخر.
room-remedy-room = اطلب من أحد المشغّلين التحقق من السجل.

## Who did it
room-by-operator = أحد المشغّلين
room-by-system = الخدمة
room-by-applicant = مقدّم الطلب
room-by-confirmed = { $by }، وأكّده { $other }

## To a moderator who came second
room-late-approved = { $who }: فات الأوان، فقد قُبل الطلب { "\u2066" }#{ $id }{ "\u2069" } من قِبل { $by } في { $at }. لا أثر لتفاعلك.
room-late-denied = { $who }: فات الأوان، فقد رُفض الطلب { "\u2066" }#{ $id }{ "\u2069" } من قِبل { $by } في { $at }. لا أثر لتفاعلك. للتراجع عن الرفض، استخدم «{ "\u2066" }reopen #{ $id }{ "\u2069" }».
room-late-expired = { $who }: فات الأوان، فقد انتهت صلاحية الطلب { "\u2066" }#{ $id }{ "\u2069" } في { $at }. لا أثر لتفاعلك.
room-late-undo = يسري القرار في { $at }. يمكنك التراجع قبل ذلك: { "\u2066" }{ $prefix } undo #{ $id }{ "\u2069" }
room-undo-late = { "\u2068" }{ $who }{ "\u2069" }: فات الأوان، فقد سرى القرار بشأن الطلب { "\u2066" }#{ $id }{ "\u2069" }. للرجوع عنه: { "\u2066" }{ $prefix } revoke #{ $id }{ "\u2069" }

## Answers to commands
room-help-title = الأوامر:
room-help-line = { $what }: { "\u2066" }{ $usage }{ "\u2069" }
room-help-list = عرض الطلبات المعلّقة أو غيرها
room-help-show = عرض كل التفاصيل وسجل أحد الطلبات
room-help-search = البحث عن الطلبات باسم المستخدم أو عنوان البريد الإلكتروني أو السبب أو الإجابات
room-help-approve = قبول الطلب وإرسال رسالة إلى مقدّمه مع نصّك؛ مع { "\u2066" }--quiet{ "\u2069" } لا تُرسل أي رسالة
room-help-deny = رفض الطلب وإرسال رسالة إلى مقدّمه مع نصّك؛ مع { "\u2066" }--quiet{ "\u2069" } لا تُرسل أي رسالة
room-help-undo = يلغي القرار قبل أن يسري
room-help-withdraw = يسحب صوتك من طلب معلّق
room-help-revoke = يعكس قرارًا قد سرى: يقفل الحساب أو يعيد فتح طلب مرفوض. يُرسل بريد إلى مقدّم الطلب مع رسالتك.
room-help-ask = يرسل سؤالك إلى مقدّم الطلب بالبريد مع رابط للإجابة. لا يُذكر اسمك. يظهر الجواب تحت البطاقة.
room-help-claim = يخبر الآخرين أنك تنظر في طلب؛ ويفعل 👀 على البطاقة الشيء نفسه
room-help-unclaim = ينهي ذلك
room-help-hold = يؤجّل طلبًا: لا تذكيرات حتى ذلك الحين
room-help-unhold = يستأنف طلبًا مؤجّلًا
room-help-note = يدوّن ملاحظة عن طلب لبقية المشرفين. لا يراها مقدّم الطلب أبدًا.
room-help-reopen = طرح طلب مرفوض للقرار مرة أخرى
room-help-resend = إرسال رابط جديد إلى مقدّم الطلب، أو القرار مرة أخرى
room-help-pause = التوقف عن قبول طلبات جديدة؛ يرى مقدّمو الطلبات السبب، ويمكن متابعة الطلبات التي بدأت
room-help-resume = قبول الطلبات الجديدة من جديد
room-help-parked = عرض ما فشل
room-help-retry = إعادة محاولة ما فشل
room-help-stats = عدّ الطلبات والقرارات
room-help-report = عرض أرقام شهر لتقرير شفافية، دون بيانات شخصية
room-help-moderators = عرض من يمكنه البتّ في الطلبات
room-help-add-moderator = تعيين مشرف ودعوته. يجب أن يوافق من المشرفين العدد نفسه المطلوب لاتخاذ قرار.
room-help-remove-moderator = إزالة مشرف من هذه الغرفة، أو نفسك
room-help-status = عرض حالة الخدمة
room-help-adopt = المتابعة بحساب تغيّر، لأنه حسابنا في النهاية
room-help-keep = ترك حساب كهذا للشخص الذي يستخدمه؛ إذا كان الطلب مرفوضًا فإنه يُعد مقبولًا عندئذ
room-help-release = التخلي عن مطالبتنا بحساب كهذا دون تغيير شيء
room-help-remove = تعطيل حساب كهذا ومحوه، ما لم يكن أحد يستخدمه
room-help-help = عرض هذه الأوامر. «{ "\u2066" }help all{ "\u2069" }» يعرضها جميعًا.
room-help-who = بدلًا من رقم مثل { "\u2066" }#12{ "\u2069" } يمكنك استخدام اسم مستخدم أو معرّف مستخدم أو رابط إلى المستخدم.
room-help-ways = يمكنك أيضًا ذكري باسمي أو الرد على بطاقة: «{ "\u2066" }approve welcome!{ "\u2069" }» أو «{ "\u2066" }deny spam{ "\u2069" }» أو «{ "\u2066" }show{ "\u2069" }».
room-help-block = حظر الطلبات المطابقة؛ النمط تعبير نمطي، ومع { "\u2066" }ip{ "\u2069" } عنوان أو شبكة
room-help-unblock = إزالة حظر
room-help-blocks = عرض جميع عمليات الحظر
room-help-remind = عرض أو تعيين موعد تذكيري بالطلبات المعلّقة
room-help-several = عدة طلبات معًا: «{ "\u2066" }deny #12 #14 #15 spam{ "\u2069" }»، أو «{ "\u2066" }deny #12 --alike spam{ "\u2069" }» مع كل الطلبات المعلّقة المشابهة. أعرض عليك القائمة وأنتظر ✅ منك أولًا؛ ومع { "\u2066" }--yes{ "\u2069" } لا أسأل.
room-list-empty = لا طلبات معلّقة.
room-list-title = { $count ->
    [zero] لا طلبات معلّقة:
    [one] طلب معلّق واحد:
    [two] طلبان معلّقان:
    [few] { $count } طلبات معلّقة:
    [many] { $count } طلبًا معلّقًا:
   *[other] { $count } طلب معلّق:
}
room-list-title-many = أكثر من { $count } طلب معلّق:
room-list-none = لا توجد طلبات كهذه.
room-list-no-such-page = لا توجد صفحة كهذه.
room-list-no-page = لا توجد صفحة كهذه. { $count ->
    [zero] لا توجد طلبات.
    [one] لا يوجد سوى طلب واحد.
    [two] لا يوجد سوى طلبين.
    [few] لا يوجد سوى { $count } طلبات.
    [many] لا يوجد سوى { $count } طلبًا.
   *[other] لا يوجد سوى { $count } طلب.
}
room-list-title-other = { $count ->
    [zero] لا طلبات:
    [one] طلب واحد:
    [two] طلبان، الأحدث أولًا:
    [few] { $count } طلبات، الأحدث أولًا:
    [many] { $count } طلبًا، الأحدث أولًا:
   *[other] { $count } طلب، الأحدث أولًا:
}
room-list-title-other-many = أكثر من { $count } طلب، الأحدث أولًا:
room-list-more = الصفحة التالية: { "\u2066" }{ $prefix } list { $shelf } { $page }{ "\u2069" }
room-line-waiting = منذ { $span }
room-line-ago = منذ { $span }
room-line-by = بواسطة { $by }
room-line-by-saying = بواسطة { $by }: «{ $words }»
room-line-state = { $state ->
    [awaiting_email] لم يُؤكَّد عنوان البريد الإلكتروني
    [awaiting_details] لم يُرسل بعد
    [provisioning] مقبول، يجري تفعيل الحساب
    [awaiting_password] مقبول، بلا كلمة مرور بعد
    [active] مقبول
    [revoked] سُحبت الموافقة
    [denied] مرفوض
    [expired] انتهت صلاحيته
   *[other] { $state }
}
room-search-none = لا توجد طلبات تطابق «{ $words }».
room-search-more = … والمزيد. أضف كلمات أخرى لتضييق البحث.
room-show-address = عنوان IP: { $address }
room-show-no-address = (غير معروف)
room-show-hidden-address = (مخفي)
room-show-age = قُدّم قبل { $age }
room-show-timeline = السجل:
room-show-earlier = … { $count ->
    [zero] لا مدخلات سابقة غير معروضة.
    [one] مدخلة سابقة واحدة غير معروضة.
    [two] مدخلتان سابقتان غير معروضتين.
    [few] { $count } مدخلات سابقة غير معروضة.
    [many] { $count } مدخلة سابقة غير معروضة.
   *[other] { $count } مدخلة سابقة غير معروضة.
}
room-show-entry = { $at }: { $what } ({ $by })
room-show-entry-detail = { $at }: { $what } ({ $by }): { $detail }
room-event = { $kind ->
    [started] بدأ الطلب
    [agreed] تمت الموافقة على المستندات
    [email_verified] تأكّد عنوان البريد الإلكتروني
    [renamed] تغيّر اسم المستخدم
    [address_refused] رفض خادم البريد العنوان
    [submitted] أُرسل الطلب
    [vote] صوت
    [approved] قُبل
    [denied] رُفض
    [confirmed] أكّد ما كتبه مشرف آخر
    [undone] أُلغي القرار
    [revoked] سُحب القرار
    [account_locked] قُفل الحساب
    [mail_revoked] أُرسلت رسالة سحب القرار
    [lock_account] أُعيد قفل الحساب
    [asked] سُئل مقدّم الطلب
    [answered] أُجيب عن السؤال
    [unanswered] لم يُجب عن السؤال في الوقت المحدد
    [claimed] قيد النظر
    [unclaimed] انتهى النظر
    [held] أُجّل
    [unheld] استؤنف
    [noted] ملاحظة
    [mail_question] أُرسل السؤال بالبريد
    [post_answer] نُشر الجواب تحت البطاقة
    [reopened] أُعيد فتحه
    [account_ready] فُعّل الحساب
    [password_needed] في انتظار كلمة مرور
    [password_set] اختيرت كلمة المرور
    [name_lost] أخذ شخص آخر اسم المستخدم
    [timed_out] انتهت صلاحيته
    [mail_requested] طُلبت الرسالة مرة أخرى
    [mail_verification] أُرسل رابط التأكيد
    [mail_receipt] أُرسل إشعار الاستلام
    [mail_operators] أُبلغ المشغّلون بالبريد
    [mail_room_broken] أُبلغ المشغّلون بالبريد عن الغرفة
    [mail_approval] أُرسل القبول بالبريد
    [mail_password_link] أُرسل رابط اختيار كلمة المرور
    [mail_denial] أُرسل الرفض بالبريد
    [unlock_account] فُتح قفل الحساب
    [remove_account] أُزيل الحساب
    [remove_former_account] أُزيل حساب اسم المستخدم السابق
    [give_consent] سُجّلت الموافقة على الشروط
    [join_room] أُضيف إلى غرفة
    [welcome] أُرسلت رسالة الترحيب
    [log_decision] نُشر القرار في غرفة السجل
    [report_trouble] أُبلغ المشرفون بمشكلة
    [post_card] نُشرت البطاقة
    [strike_card] شُطبت البطاقة القديمة
    [update_card] حُدّثت البطاقة
    [show_account_questions] عُرضت أسئلة عن الحساب
    [account_removed] أُزيل الحساب
    [kept] أُبقي على الحساب
    [account_answered] أُجيب عن سؤال عن الحساب
    [retried] أُعيدت المحاولة
    [dropped] أُلغيت المهمة
    [imported] استُورد من تطبيق Django
    [failed] فشل
   *[other] { $kind }
}
room-stats-title = { $days ->
    [zero] آخر { $days } يوم
    [one] آخر 24 ساعة
    [two] آخر يومين
    [few] آخر { $days } أيام
    [many] آخر { $days } يومًا
   *[other] آخر { $days } يوم
}: { $all ->
    [false] الطلبات أكثر من أن تُعدّ كلها. من أحدث { $count }:
   *[true] { $count ->
        [zero] لا طلبات.
        [one] طلب واحد.
        [two] طلبان.
        [few] { $count } طلبات.
        [many] { $count } طلبًا.
       *[other] { $count } طلب.
    }
}
room-stats-decided = مقبول: { $approved }، مرفوض: { $denied }، معلّق: { $waiting }.
room-stats-rate = نسبة القبول: { $rate }٪
room-stats-median = نصف القرارات اتُّخذ خلال { $span }.
room-stats-by = { $who }: مقبول: { $approved }، مرفوض: { $denied }
room-stats-reason = { $count } × «{ $words }»
room-report-title = طلبات الحسابات على { $server } في { $month }
room-report-requests = { $count ->
    [zero] لا طلبات
    [one] طلب واحد
    [two] طلبان
    [few] { $count } طلبات
    [many] { $count } طلبًا
   *[other] { $count } طلب
}
room-report-approved = مقبول: { $count }
room-report-denied = مرفوض: { $count }
room-report-reason = – «{ $reason }»: { $count }
room-report-undecided = بلا قرار: { $count }
room-report-pending = معلّق: { $count }
room-report-running = لم ينته الشهر بعد.
room-report-deleted = لا تُحتسب الطلبات التي حُذفت منذ ذلك الحين.
room-report-no-month = لا يمكنني عدّ طلبات ذلك الشهر.
room-span-minutes = { $count ->
    [zero] أقل من دقيقة
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $count } دقائق
    [many] { $count } دقيقة
   *[other] { $count } دقيقة
}
room-span-hours = { $count ->
    [zero] أقل من ساعة
    [one] ساعة واحدة
    [two] ساعتين
    [few] { $count } ساعات
    [many] { $count } ساعة
   *[other] { $count } ساعة
}
room-span-days = { $count ->
    [zero] أقل من يوم
    [one] يوم واحد
    [two] يومين
    [few] { $count } أيام
    [many] { $count } يومًا
   *[other] { $count } يوم
}
room-decided-approved = قُبل الطلب { "\u2066" }#{ $id }{ "\u2069" } المقدّم من { $mxid }. ستُرسل رسالة إلى مقدّم الطلب.
room-decided-denied = رُفض الطلب { "\u2066" }#{ $id }{ "\u2069" } المقدّم من { $mxid }. ستُرسل رسالة إلى مقدّم الطلب.
room-decided-approved-quietly = قُبل الطلب { "\u2066" }#{ $id }{ "\u2069" } المقدّم من { $mxid }. لن تُرسل رسالة إلى مقدّم الطلب.
room-decided-denied-quietly = رُفض الطلب { "\u2066" }#{ $id }{ "\u2069" } المقدّم من { $mxid }. لن تُرسل رسالة إلى مقدّم الطلب.
room-decided-undo = يسري في { $at }. للتراجع قبل ذلك: اضغط { $key } على هذه الرسالة، أو أرسل { "\u2066" }{ $prefix } undo #{ $id }{ "\u2069" }
room-decided-many = { $verdict ->
    [approve] قبول
   *[deny] رفض
} { $count ->
    [zero] { $count } طلب
    [one] طلب واحد
    [two] طلبين
    [few] { $count } طلبات
    [many] { $count } طلبًا
   *[other] { $count } طلب
}: { "\u2066" }{ $ids }{ "\u2069" }
room-decided-undo-all = يسري في { $at }. للتراجع عنها كلها قبل ذلك: اضغط { $key } على هذه الرسالة.
room-votes-counted = احتُسبت أصواتك: { "\u2066" }{ $list }{ "\u2069" }
room-alike-none = لا طلبات معلّقة مشابهة للطلب { "\u2066" }#{ $id }{ "\u2069" }.
room-vote-counted = احتُسب صوتك على الطلب { "\u2066" }#{ $id }{ "\u2069" }: { $count } من { $needed }.
room-withdrawn = سُحب صوتك من الطلب { "\u2066" }#{ $id }{ "\u2069" }.
room-withdraw-decided = الطلب { "\u2066" }#{ $id }{ "\u2069" } ليس معلّقًا، فلا يمكن سحب صوتك. للتراجع عن القرار قبل أن يسري: { "\u2066" }{ $prefix } undo #{ $id }{ "\u2069" }
room-undone = ↩️ تراجع { "\u2068" }{ $by }{ "\u2069" } عن القرار بشأن الطلب { "\u2066" }#{ $id }{ "\u2069" }. عاد الطلب معلّقًا ولم يُرسل شيء.
room-undone-many = ↩️ تراجع { "\u2068" }{ $by }{ "\u2069" } عن القرارات بشأن { $count ->
    [zero] { $count } طلب
    [one] طلب واحد
    [two] طلبين
    [few] { $count } طلبات
    [many] { $count } طلبًا
   *[other] { $count } طلب
}: { "\u2066" }{ $ids }{ "\u2069" }. عادت معلّقة ولم يُرسل شيء.
room-undo-nothing = لم يُتخذ قرار بشأن الطلب { "\u2066" }#{ $id }{ "\u2069" }، فلا شيء للتراجع عنه.
room-undo-too-late = فات الأوان: سرى القرار بشأن الطلب { "\u2066" }#{ $id }{ "\u2069" }. للرجوع عنه: { "\u2066" }{ $prefix } revoke #{ $id }{ "\u2069" }
room-edit-late = سبق أن نفّذتُ النص الأول لهذه الرسالة، وتعديلها لا يغيّر شيئًا. استخدم { "\u2066" }{ $prefix } undo{ "\u2069" } أو { "\u2066" }{ $prefix } withdraw{ "\u2069" }، أو أرسل أمرًا جديدًا.
room-question-asked = يُرسل سؤالك إلى مقدّم الطلب { "\u2066" }#{ $id }{ "\u2069" } بالبريد، ويمكنه الإجابة حتى { $at }:
room-question-open = لم يُجب مقدّم الطلب { "\u2066" }#{ $id }{ "\u2069" } بعد عن سؤال { "\u2068" }{ $by }{ "\u2069" }: «{ "\u2068" }{ $words }{ "\u2069" }». يمكنه الإجابة حتى { $at }، وبعدها يمكنك السؤال مجددًا.
room-question-too-often = سُئل مقدّم الطلب { "\u2066" }#{ $id }{ "\u2069" } كثيرًا اليوم. اتخذ القرار أو اسأل غدًا.
room-claimed = 👀 أنت تنظر في الطلب { "\u2066" }#{ $id }{ "\u2069" }. ما زال بإمكان الآخرين اتخاذ القرار.
room-unclaimed = لم يعد أحد ينظر في الطلب { "\u2066" }#{ $id }{ "\u2069" }.
room-held = ⏸️ أُجّل الطلب { "\u2066" }#{ $id }{ "\u2069" }. لن أذكّرك به. لاستئنافه استخدم { "\u2066" }unhold{ "\u2069" }.
room-held-until = ⏸️ أُجّل الطلب { "\u2066" }#{ $id }{ "\u2069" } حتى { $at }. لن أذكّرك به قبل ذلك.
room-unheld = استؤنف الطلب { "\u2066" }#{ $id }{ "\u2069" }.
room-noted = 📝 دُوّنت الملاحظة للطلب { "\u2066" }#{ $id }{ "\u2069" }. لا يراها إلا المشرفون.
room-revoke-ask-approved = هل تسحب الموافقة على الطلب { "\u2066" }#{ $id }{ "\u2069" }؟ سيُقفل الحساب { "\u2066" }{ $mxid }{ "\u2069" } فورًا.
room-revoke-ask-unused = هل تسحب الموافقة على الطلب { "\u2066" }#{ $id }{ "\u2069" }؟ لم يختر { "\u2066" }{ $mxid }{ "\u2069" } كلمة مرور بعد، فسيُرفض الطلب.
room-revoke-mail = ستُرسل رسالة إلى مقدّم الطلب.
room-revoke-quiet = لن تُرسل رسالة إلى مقدّم الطلب.
room-revoke-ask-denied = هل تسحب رفض الطلب { "\u2066" }#{ $id }{ "\u2069" } المقدّم من { "\u2066" }{ $mxid }{ "\u2069" }؟ سيعود معلّقًا ببطاقة جديدة.
room-revoked-approval = سُحبت الموافقة على الطلب { "\u2066" }#{ $id }{ "\u2069" }. يجري قفل الحساب.
room-revoked-unused = سُحبت الموافقة على الطلب { "\u2066" }#{ $id }{ "\u2069" } ورُفض الطلب.
room-revoked-denial = سُحب رفض الطلب { "\u2066" }#{ $id }{ "\u2069" }. يُرجى التصويت على البطاقة الجديدة.
room-revoke-undo = لم يسرِ القرار بشأن الطلب { "\u2066" }#{ $id }{ "\u2069" } بعد. للتراجع عنه: { "\u2066" }{ $prefix } undo #{ $id }{ "\u2069" }
room-revoke-opening = يجري تفعيل حساب الطلب { "\u2066" }#{ $id }{ "\u2069" }. أعد المحاولة بعد قليل.
room-revoke-nothing = ليس للطلب { "\u2066" }#{ $id }{ "\u2069" } قرار يمكن سحبه.
room-revoke-not-ours = لم أفتح أنا حساب الطلب { "\u2066" }#{ $id }{ "\u2069" }، أو لم يعد يُعد حسابنا، فلا أقفله. يمكن لأحد المشغّلين قفله في Synapse.
room-revoke-quorum = تحتاج القرارات هنا إلى عدة أصوات، فلا يسحب مشرف واحد موافقة. يمكن لأحد المشغّلين ذلك من الطرفية: { "\u2066" }requests revoke { $id }{ "\u2069" }
room-revoke-reason = سحب الموافقة يحتاج إلى سبب سيراه مقدّم الطلب: { "\u2066" }{ $prefix } revoke #{ $id }{ "\u2069" } ثم السبب
room-already-approved = الطلب { "\u2066" }#{ $id }{ "\u2069" } قُبل بالفعل من قِبل { $by } في { $at }.
room-already-denied = الطلب { "\u2066" }#{ $id }{ "\u2069" } رُفض بالفعل من قِبل { $by } في { $at }.
room-already-expired = انتهت صلاحية الطلب { "\u2066" }#{ $id }{ "\u2069" } في { $at }.
room-not-ready = لم يُرسل الطلب { "\u2066" }#{ $id }{ "\u2069" } بعد، لذا لا يوجد ما يُقرَّر.
room-not-found = لا يوجد طلب { $who }.
room-number-gone = لم يعد الطلب { "\u2066" }#{ $id }{ "\u2069" } موجودًا: حُذف عند انتهاء مدة الاحتفاظ به، أو استُعيدت الخدمة من نسخة احتياطية أقدم. بطاقته لم تعد صالحة.
room-reopened = أُعيد فتح الطلب { "\u2066" }#{ $id }{ "\u2069" } المقدّم من { $mxid }. يُرجى التصويت على البطاقة الجديدة.
room-reopen-open = الطلب { "\u2066" }#{ $id }{ "\u2069" } مفتوح بالفعل وفي انتظار القرار.
room-reopen-superseded = لا يمكن إعادة فتح الطلب { "\u2066" }#{ $id }{ "\u2069" } لأن طلبًا آخر صار له اسم المستخدم أو عنوان البريد الإلكتروني نفسه.
room-resent-link = سيُرسل رابط تأكيد جديد إلى صاحب الطلب { "\u2066" }#{ $id }{ "\u2069" }.
room-resent-password-link = سيُرسل رابط جديد لاختيار كلمة المرور إلى صاحب الطلب { "\u2066" }#{ $id }{ "\u2069" }.
room-resent-decision = سيُرسل القرار مرة أخرى إلى صاحب الطلب { "\u2066" }#{ $id }{ "\u2069" }.
room-resend-undecided = لم يُتخذ قرار بشأن الطلب { "\u2066" }#{ $id }{ "\u2069" } بعد، لذا لا يوجد ما يُرسل.
room-resend-soon = الطلب { "\u2066" }#{ $id }{ "\u2069" } مقبول ويجري تفعيل حسابه. ستُرسل الرسالة إلى مقدّم الطلب تلقائيًا.
room-resend-nothing = انتهت صلاحية الطلب { "\u2066" }#{ $id }{ "\u2069" }، لذا لا يوجد ما يُرسل.
room-resend-too-soon = أُرسل رابط إلى صاحب الطلب { "\u2066" }#{ $id }{ "\u2069" } قبل قليل. يُرجى الانتظار قبل إرسال رابط آخر.
room-retry-none = لم يفشل شيء يخص الطلب { "\u2066" }#{ $id }{ "\u2069" }.
room-retried = { $count ->
    [zero] لا مهام تُعاد محاولتها.
    [one] تُعاد محاولة مهمة واحدة. إذا فشلت، فسأذكر ذلك تحت بطاقتها.
    [two] تُعاد محاولة مهمتين. إذا فشلت إحداهما، فسأذكر ذلك تحت بطاقتها.
    [few] تُعاد محاولة { $count } مهام. إذا فشلت إحداها، فسأذكر ذلك تحت بطاقتها.
    [many] تُعاد محاولة { $count } مهمة. إذا فشلت إحداها، فسأذكر ذلك تحت بطاقتها.
   *[other] تُعاد محاولة { $count } مهمة. إذا فشلت إحداها، فسأذكر ذلك تحت بطاقتها.
}
room-parked-none = لم يفشل شيء.
room-parked-title = ما فشل:
room-parked-line = { "\u2066" }#{ $id }{ "\u2069" }: { $what }، منذ { $at }. السبب: { $cause }
room-parked-more = … والمزيد.
room-parked-retry = بعد معالجة السبب: { "\u2066" }{ $prefix } retry #12{ "\u2069" } أو { "\u2066" }{ $prefix } retry all{ "\u2069" }
room-status-version = الإصدار { $version }، يعمل منذ { $span }.
room-status-part-database = قاعدة البيانات
room-status-part-synapse = Synapse
room-status-part-mail = خادم البريد
room-status-well = ✅ { $part }
room-status-well-more = ✅ { $part }: { $more }
room-status-ill = ❌ { $part }: { $cause }
room-status-waiting = { $count ->
    [zero] لا طلبات معلّقة.
    [one] طلب معلّق واحد.
    [two] طلبان معلّقان.
    [few] { $count } طلبات معلّقة.
    [many] { $count } طلبًا معلّقًا.
   *[other] { $count } طلب معلّق.
}
room-status-oldest = أقدمها ينتظر منذ { $span }.
room-status-mail = البريد: في الانتظار { $waiting }، فشل { $parked }.
room-status-synapse = { "\u2066" }Synapse{ "\u2069" }: في الانتظار { $waiting }، فشل { $parked }.
room-status-room = الغرفة: في الانتظار { $waiting }، فشل { $parked }.
room-status-parked = { $count ->
    [zero] لم تفشل أي مهمة.
    [one] فشلت مهمة واحدة.
    [two] فشلت مهمتان.
    [few] فشلت { $count } مهام.
    [many] فشلت { $count } مهمة.
   *[other] فشلت { $count } مهمة.
} التفاصيل: { "\u2066" }{ $prefix } parked{ "\u2069" }
room-status-accounts = { $count ->
    [zero] لا يحتاج أي حساب إلى قرار.
    [one] حساب واحد يحتاج إلى قرار.
    [two] حسابان يحتاجان إلى قرار.
    [few] { $count } حسابات تحتاج إلى قرار.
    [many] { $count } حسابًا تحتاج إلى قرار.
   *[other] { $count } حساب تحتاج إلى قرار.
} الخيارات مذكورة في رسالتي عن ذلك، أو استخدم «{ "\u2066" }accounts list{ "\u2069" }» في الطرفية.
room-status-paused = ⏸️ الطلبات الجديدة متوقفة مؤقتًا من قِبل { $by } منذ { $at }. للاستئناف: { "\u2066" }{ $prefix } resume{ "\u2069" }
room-status-paused-saying = ⏸️ الطلبات الجديدة متوقفة مؤقتًا من قِبل { $by } منذ { $at }. يرى مقدّمو الطلبات: «{ $reason }» للاستئناف: { "\u2066" }{ $prefix } resume{ "\u2069" }
room-paused = الطلبات الجديدة متوقفة الآن. يمكن متابعة الطلبات التي بدأت. للاستئناف: { "\u2066" }{ $prefix } resume{ "\u2069" }
room-paused-saying = الطلبات الجديدة متوقفة الآن. يمكن متابعة الطلبات التي بدأت. يرى مقدّمو الطلبات: «{ $reason }» للاستئناف: { "\u2066" }{ $prefix } resume{ "\u2069" }
room-resumed = الطلبات الجديدة مقبولة من جديد.
room-resume-nothing = الطلبات الجديدة ليست متوقفة.
room-error-flag = ليس لـ «{ $command }» خيار «{ $flag }».
room-error-unknown = أمر غير معروف «{ $word }». جرّب { "\u2066" }{ $prefix } help{ "\u2069" }
room-error-nearest = أمر غير معروف «{ $word }». هل تقصد «{ "\u2066" }{ $prefix } { $nearest }{ "\u2069" }»؟
room-error-missing-who = أي طلب؟ أعطِ رقمًا مثل { "\u2066" }#12{ "\u2069" } أو اسم مستخدم.
room-error-missing-person = من؟ اكتب معرّف مستخدم مثل { "\u2066" }@alice:example.org{ "\u2069" }.
room-error-bad-person = «{ $who }» ليس معرّف مستخدم مثل { "\u2066" }@alice:example.org{ "\u2069" }.
room-error-missing-words = عمَّ أبحث؟ أضف كلمة واحدة أو أكثر.
room-error-missing-text = النص مفقود. اكتبه بعد رقم الطلب.
room-error-bad-who = «{ $who }» ليس رقمًا مثل { "\u2066" }#12{ "\u2069" } ولا اسم مستخدم.
room-error-leftover = لا أفهم «{ $rest }» بعد «{ $command }».
room-error-long = هذا أطول مما يقبله «{ $command }». الحد الأقصى لعدد الأحرف هو { $most }.
room-error-many = هذه طلبات كثيرة جدًا. يقبل «{ $command }» في المرة الواحدة { $most } على الأكثر.
room-error-internal = حدث خطأ من جانبي. يُرجى المحاولة مرة أخرى. يمكن للمشغّلين معرفة السبب من السجل.
room-error-value = يحتاج «{ $flag }» إلى قيمة بعده.
room-error-span = «{ $span }» ليست مدة صالحة. استخدم مثلًا { "\u2066" }30d{ "\u2069" } أو { "\u2066" }2w{ "\u2069" } أو { "\u2066" }12h{ "\u2069" }.
room-error-kind = لا يمكنني الحظر حسب «{ $kind }». استخدم { "\u2066" }email{ "\u2069" } أو { "\u2066" }username{ "\u2069" } أو { "\u2066" }ip{ "\u2069" }.
room-error-pattern = ماذا أحظر؟ أعطِ نوعًا ({ "\u2066" }email{ "\u2069" } أو { "\u2066" }username{ "\u2069" } أو { "\u2066" }ip{ "\u2069" }) ونمطًا.
room-error-rule = أي حظر؟ أعطِ رقمه.
room-refused-elsewhere = عذرًا، أنا بوت ولا يمكنني المحادثة. إذا كان لديك سؤال، فيُرجى طرحه على القائمين على هذا الخادم.
room-refused = عذرًا، لا يمكن إعطائي الأوامر إلا من المشرفين: أعضاء هذه الغرفة الذين لا يقل مستوى صلاحيتهم عن { $level }.
room-refused-local = عذرًا، لا يمكن إعطائي الأوامر إلا من المشرفين: أعضاء هذه الغرفة الذين لديهم حساب على { $server } ولا يقل مستوى صلاحيتهم عن { $level }.
room-refused-named = عذرًا، لا يمكن إعطائي الأوامر إلا من المشرفين الذين عيّنهم مشغّل هذا الخادم.
room-reply-unclear = اعتبرت هذا تعليقًا على الطلب { "\u2066" }#{ $id }{ "\u2069" } ولم أفعل شيئًا. لاتخاذ قرار، رُدّ بكلمة «{ "\u2066" }approve{ "\u2069" }» أو «{ "\u2066" }deny{ "\u2069" }»، تتبعها رسالة إلى مقدّم الطلب إن شئت، أو تفاعل مع البطاقة بـ { $yes } أو { $no }.
room-card-gone = هذه البطاقة لم تعد صالحة: توجد بطاقة أحدث، أو استُعيدت الخدمة من نسخة احتياطية أقدم. ابحث عن الطلب بالأمر «{ "\u2066" }list{ "\u2069" }».
room-near-miss = { $who }: لا يُحتسب { $key }. تفاعل بـ { $yes } للقبول أو { $no } للرفض.

## Confirmations
room-ask-approve = هل تريد قبول { $count ->
    [zero] { $count } طلب
    [one] طلب واحد
    [two] طلبين
    [few] { $count } طلبات
    [many] { $count } طلبًا
   *[other] { $count } طلب
}؟
room-ask-deny = هل تريد رفض { $count ->
    [zero] { $count } طلب
    [one] طلب واحد
    [two] طلبين
    [few] { $count } طلبات
    [many] { $count } طلبًا
   *[other] { $count } طلب
}؟
room-ask-block = هل تريد الحظر حسب { $kind }: { $pattern }، ورفض { $count ->
    [zero] { $count } طلب معلّق
    [one] طلب معلّق واحد
    [two] طلبين معلّقين
    [few] { $count } طلبات معلّقة
    [many] { $count } طلبًا معلّقًا
   *[other] { $count } طلب معلّق
}؟
room-ask-line = { "\u2066" }#{ $id }{ "\u2069" } { $mxid }
room-ask-more = … و{ $count } غيرها.
room-ask-words = الرسالة: «{ $words }»
room-ask-quiet = لن تُرسل رسائل إلى مقدّمي الطلبات.
room-ask-mail = ستُرسل رسائل إلى مقدّمي الطلبات.
room-ask-how = { $yes } للتأكيد، { $no } للإلغاء. تنتهي الصلاحية خلال 10 دقائق.
room-ask-how-many = { $yes } للموافقة، { $no } للاعتراض. عدد المشرفين الذين يجب أن يوافقوا: { $needed }. تنتهي الصلاحية خلال 24 ساعة.
room-ask-no = أُلغي.
room-ask-closed = سبقت الإجابة عن هذا السؤال أو انتهت صلاحيته. للقيام بذلك على أي حال، يُرجى إرسال الأمر مرة أخرى.
room-enough-votes = ℹ️ تغيّرت القواعد أو تغيّر المشرفون، وأصبحت لهذه الطلبات أصوات كافية. الأصوات السابقة لا تقرّر. صوّت مجددًا إن كنت موافقًا:
room-enough-votes-one = { "\u2066" }#{ $id }{ "\u2069" }: { $key }

## Reasons for a denial
room-reason-needed = يحتاج الرفض إلى سبب سيراه مقدّم الطلب: { "\u2066" }{ $prefix } deny #12 reason{ "\u2069" }
room-reasons-title = لماذا تريد رفض { "\u2066" }#{ $id }{ "\u2069" }؟ سيرى مقدّم الطلب إجابتك. اضغط على سبب، أو رُدّ بسبب من عندك:
room-reasons-none = لماذا تريد رفض { "\u2066" }#{ $id }{ "\u2069" }؟ سيرى مقدّم الطلب إجابتك. رُدّ على هذه الرسالة بالسبب.

## Blocks
room-rule-made = أُضيف الحظر { "\u2066" }#{ $id }{ "\u2069" }. لإزالته: { "\u2066" }{ $prefix } unblock { $id }{ "\u2069" }
room-rule-denied = { $count ->
    [zero] لم يُرفض أي طلب معلّق
    [one] رُفض طلب معلّق واحد
    [two] رُفض طلبان معلّقان
    [few] رُفضت { $count } طلبات معلّقة
    [many] رُفض { $count } طلبًا معلّقًا
   *[other] رُفض { $count } طلب معلّق
}، دون رسالة.
room-rule-pending = { $count ->
    [zero] لا طلبات معلّقة مطابقة.
    [one] يطابقه طلب معلّق واحد ويبقى معلّقًا.
    [two] يطابقه طلبان معلّقان ويبقيان معلّقين.
    [few] تطابقه { $count } طلبات معلّقة وتبقى معلّقة.
    [many] يطابقه { $count } طلبًا معلّقًا وتبقى معلّقة.
   *[other] يطابقه { $count } طلب معلّق وتبقى معلّقة.
} لرفض الطلبات المطابقة أيضًا، أضف { "\u2066" }--deny-pending{ "\u2069" }.
room-rule-pattern = هذا النمط غير صالح: { $why }
room-rule-quorum = يحتاج الرفض هنا إلى عدة أصوات، لذا لا يمكنني رفض الطلبات المعلّقة بطلب منك وحدك. من دون { "\u2066" }--deny-pending{ "\u2069" } أضيف الحظر، وتصوّتون أنتم على بطاقات الطلبات المعلّقة. يمكن للمشغّل القيام بالأمرين في الطرفية.
room-rule-reason-needed = يحتاج الرفض إلى سبب. أضف { "\u2066" }--reason "…"{ "\u2069" }؛ ويُدوَّن مع كل طلب.
room-rule-removed = أُزيل الحظر { "\u2066" }#{ $id }{ "\u2069" }.
room-rule-unknown = لا يوجد حظر { "\u2066" }#{ $id }{ "\u2069" }. لعرضها كلها: { "\u2066" }{ $prefix } blocks{ "\u2069" }
room-rules-none = لا توجد عمليات حظر.
room-rules-title = { $count ->
    [zero] لا عمليات حظر:
    [one] عملية حظر واحدة:
    [two] عمليتا حظر، الأحدث أولًا:
    [few] { $count } عمليات حظر، الأحدث أولًا:
    [many] { $count } عملية حظر، الأحدث أولًا:
   *[other] { $count } عملية حظر، الأحدث أولًا:
}
room-rules-more = … والمزيد. يمكن للمشغّل عرضها كلها بالأمر «{ "\u2066" }synapse-registration rules list{ "\u2069" }».
room-rule-line = { "\u2066" }#{ $id }{ "\u2069" } { $kind }: { $pattern }، من قِبل { $by } في { $at }
room-rule-until = ، حتى { $at }
room-rule-reason = { " " }– «{ $reason }»
room-rule-shown = { " " }(يظهر لمقدّمي الطلبات)
room-rule-email = عنوان البريد الإلكتروني
room-rule-username = اسم المستخدم
room-rule-address = عنوان IP

## The log room
room-log-approved = قُبل الطلب { "\u2066" }#{ $id }{ "\u2069" } من قِبل { $by }.
room-log-denied = رُفض الطلب { "\u2066" }#{ $id }{ "\u2069" } من قِبل { $by }.

## Reminders and the daily digest
room-remind-after = سأذكّركم بالطلبات المعلّقة منذ { $span }.
room-remind-never = لن أذكّركم بالطلبات المعلّقة.
room-reminder-title = ⏰ { $count ->
    [zero] لا طلبات معلّقة منذ { $span } أو أكثر:
    [one] طلب واحد معلّق منذ { $span } أو أكثر:
    [two] طلبان معلّقان منذ { $span } أو أكثر:
    [few] { $count } طلبات معلّقة منذ { $span } أو أكثر:
    [many] { $count } طلبًا معلّقًا منذ { $span } أو أكثر:
   *[other] { $count } طلب معلّق منذ { $span } أو أكثر:
}
room-digest = ☀️ آخر 24 ساعة: { $count ->
    [zero] لا طلبات جديدة.
    [one] طلب جديد واحد.
    [two] طلبان جديدان.
    [few] { $count } طلبات جديدة.
    [many] { $count } طلبًا جديدًا.
   *[other] { $count } طلب جديد.
}
room-digest-decided = مقبول: { $approved }، مرفوض: { $denied }.

## What is wrong with the room itself
room-concerns = ⚠️ يُرجى التحقق من إعدادات هذه الغرفة:
room-concerns-none = ✅ إعدادات هذه الغرفة سليمة الآن.
room-concern-public = يستطيع أي شخص الانضمام، لكن الطلبات تحتوي على بيانات شخصية. اجعل الغرفة خاصة (بالدعوة فقط).
room-concern-public-space = يستطيع أعضاء { $space } الانضمام، ويستطيع أي شخص أن يصبح عضوًا فيها، لكن الطلبات تحتوي على بيانات شخصية. اجعل الغرفة خاصة (بالدعوة فقط).
room-concern-world-readable = يستطيع أي شخص قراءة هذه الغرفة دون الانضمام إليها. اجعل السجل مرئيًا للأعضاء فقط.
room-concern-guests = يستطيع الضيوف الذين ليس لديهم حساب الانضمام. أوقف دخول الضيوف.
room-concern-unencrypted = الرسائل هنا غير مشفّرة. فعّل التشفير، أو عيّن { "\u2066" }bot.encrypted{ "\u2069" } إلى { "\u2066" }false{ "\u2069" } إذا كان هذا مقصودًا.
room-concern-power = مستوى صلاحيتي هو { $has }، وهو لا يكفي { $what }. ارفعه إلى { $needs }.
room-power-message = لإرسال الرسائل والبطاقات
room-power-reaction = لإضافة التفاعلات
room-power-redaction = لإزالة تفاعلاتي
room-exposed = يستطيع أي شخص الانضمام إلى هذه الغرفة أو قراءتها، لذا لا أنشر فيها طلبات ولا أنفّذ أوامر. اجعل الغرفة خاصة (بالدعوة فقط، والسجل مرئي للأعضاء فقط)، وسأتابع عملي.
room-unread = لا يمكنني فك تشفير رسالتك. يُرجى إرسالها مرة أخرى من تطبيق محدّث. إذا لم ينفع ذلك، فتخلّص من جلسة الغرفة في تطبيقك ({ "\u2066" }/discardsession{ "\u2069" }) وأرسلها مرة أخرى. التفاعلات مع البطاقات تعمل دائمًا.

## Accounts that need a decision
room-accounts = { $count ->
    [zero] لا يحتاج أي حساب إلى قرار.
    [one] حساب واحد يحتاج إلى قرار. لا يحدث له شيء حتى يجيب أحد.
    [two] حسابان يحتاجان إلى قرار. لا يحدث لهما شيء حتى يجيب أحد.
    [few] { $count } حسابات تحتاج إلى قرار. لا يحدث لها شيء حتى يجيب أحد.
    [many] { $count } حسابًا تحتاج إلى قرار. لا يحدث لها شيء حتى يجيب أحد.
   *[other] { $count } حساب تحتاج إلى قرار. لا يحدث لها شيء حتى يجيب أحد.
}
room-accounts-none = لم يعد أي حساب بحاجة إلى قرار.
room-accounts-one = { "\u2066" }#{ $id }{ "\u2069" } · { $mxid }: { $why }
room-accounts-answer = – { $command } ({ $meaning })
room-accounts-terminal = – في الطرفية: { "\u2066" }accounts { $answer } { $name }{ "\u2069" } ({ $meaning })
room-accounts-more = … و{ $count } غيرها. في الطرفية: { "\u2066" }accounts list{ "\u2069" }
room-account-no-request = لا يُعرف طلب لهذا الحساب.
room-account-unsettled = ضاع رد الخادم أثناء إنشاء الحساب. قد يكون حسابنا أو حساب شخص آخر.
room-account-other = هذا ليس الحساب الذي أُنشئ للطلب.
room-account-admin = الحساب مدير خادم.
room-account-external-ids = رُبط الحساب بتسجيل الدخول الموحّد.
room-account-devices = سجّل شخص الدخول إلى الحساب.
room-account-used = استخدم شخص الحساب.
room-account-opened = فتح شخص قفل الحساب.
room-account-deactivated = عطّل شخص الحساب.
room-account-reactivated = أعاد شخص تفعيل الحساب.
room-account-profile = غيّر شخص الملف الشخصي للحساب أو عناوينه أو قفله.
room-account-adopt = إنه حسابنا: المتابعة به كما هو
room-account-keep = ترك الحساب للشخص الذي يستخدمه
room-account-release = التخلي عن مطالبتنا بالحساب دون تغيير شيء
room-account-remove = تعطيل الحساب ومحوه
room-account-adopted = يُعد { $mxid } حسابنا الآن، ويستمر طلبه.
room-account-kept = يبقى { $mxid } للشخص الذي يستخدمه. لم يتغير الحساب.
room-account-kept-active = يبقى { $mxid } للشخص الذي يستخدمه، ويُعد الطلب { "\u2066" }#{ $id }{ "\u2069" } مقبولًا.
room-account-released = لم نعد نطالب بـ { $mxid }. لم يتغير الحساب.
room-account-removed = عُطّل { $mxid } ومُحي.
room-account-not-asked = لا يوجد سؤال مفتوح عن حساب لـ { $who }.
room-account-several = للطلب { "\u2066" }#{ $id }{ "\u2069" } عدة حسابات كهذه. أيها تقصد: { $names }؟
room-account-not-possible = «{ $answer }» غير ممكن مع { $mxid }. الخيارات: { $answers }
room-account-is-other = ليس { $mxid } الحساب الذي سألت عنه: لم يعد موجودًا أو أُنشئ في وقت آخر. لم يتغير شيء.
room-account-is-admin = { $mxid } مدير خادم، لذا لا أغيّره. يمكنك استخدام «{ "\u2066" }{ $prefix } release { $name }{ "\u2069" }».
room-account-in-use = { $mxid } قيد الاستخدام، لذا لن أزيله. يمكن للمشغّل القيام بذلك في الطرفية: { "\u2066" }accounts remove { $name }{ "\u2069" }
room-account-busy = أعمل على { $mxid } الآن. يُرجى المحاولة مرة أخرى بعد قليل.
room-account-unanswered = لم يستجب Synapse كما هو متوقع، لذا لا أعرف ما حدث لـ { $mxid }. يُرجى المحاولة مرة أخرى.
room-account-quorum = تحتاج القرارات هنا إلى عدة أصوات، وهذا القرار لا يمكن التصويت عليه. يمكن للمشغّل اتخاذه في الطرفية: { "\u2066" }accounts { $answer } { $name }{ "\u2069" }

## اليوم الأول
room-explain-title = طلبات الحسابات على { $server }
room-explain-cards = أنشر هنا بطاقة لكل طلب بعد أن يؤكَّد عنوان البريد الإلكتروني.
room-explain-tap = تفاعل مع البطاقة بـ { $yes } لقبول الطلب أو بـ { $no } لرفضه.
room-explain-reply = لكتابة رسالة إلى مقدم الطلب مع قرارك، رُدّ على البطاقة: «{ "\u2066" }approve welcome!{ "\u2069" }» أو «{ "\u2066" }deny we are full{ "\u2069" }».
room-explain-mail = يصل قرارك إلى مقدم الطلب بالبريد الإلكتروني، ويبقى الحساب مقفلًا حتى ذلك الحين.
room-explain-help = لكل ما عدا ذلك: { "\u2066" }{ $prefix } help{ "\u2069" }
room-newcomer = { $who }: مرحبًا بك! { $count ->
    [zero] لا طلبات معلّقة.
    [one] هناك طلب معلّق واحد.
    [two] هناك طلبان معلّقان.
    [few] هناك { $count } طلبات معلّقة.
    [many] هناك { $count } طلبًا معلّقًا.
   *[other] هناك { $count } طلب معلّق.
}
room-newcomer-show = قد لا تتمكن من قراءة البطاقات الأقدم. لعرض طلب: { "\u2066" }{ $prefix } show #12{ "\u2069" }
room-verification = أنا برنامج آلي ولا أستطيع مقارنة الرموز التعبيرية. للتحقق مني قارن هذه البصمة بالبصمة التي يعرضها برنامجك لجهازي:
room-status-device = جهازي: { $id }، البصمة { $fingerprint }
room-moderators-title = { $count ->
    [zero] لا أحد في هذه الغرفة يمكنه البتّ في الطلبات.
    [one] شخص واحد يمكنه البتّ في الطلبات:
    [two] شخصان يمكنهما البتّ في الطلبات:
    [few] { $count } أشخاص يمكنهم البتّ في الطلبات:
    [many] { $count } شخصًا يمكنهم البتّ في الطلبات:
   *[other] { $count } شخص يمكنهم البتّ في الطلبات:
}
room-moderators-line = { $who } (مستوى الصلاحية { $power })
room-moderators-creator = { $who } (أنشأ الغرفة)
room-moderators-missing = { $who }: مذكور في الإعدادات لكنه ليس في هذه الغرفة
room-moderators-invited = { $who }: مدعوّ ولم ينضم بعد
room-moderators-removed = { $who }: مذكور في الإعدادات لكنه أُزيل
room-moderators-left = { $who }: مذكور في الإعدادات لكنه غادر الغرفة أو فقد مستوى الصلاحية
room-moderator-ask-add = هل تريد تعيين { $who } مشرفًا؟ سأدعوه إلى هذه الغرفة، وسيتمكن فيها من قراءة كل الطلبات والبتّ فيها.
room-moderator-ask-raise = هل تريد تعيين { $who } مشرفًا؟ سيتمكن عندئذ من البتّ في الطلبات.
room-moderator-ask-remote = هذا الحساب على خادم آخر: { $server }. تحقق من معرّف المستخدم بعناية.
room-moderator-ask-remove = هل تريد إزالة { $who } من المشرفين؟ سيفقد الوصول إلى هذه الغرفة.
room-moderator-ask-leave = هل تريد التوقف عن الإشراف؟ ستفقد الوصول إلى هذه الغرفة.
room-moderator-added = أصبح { $who } مشرفًا.
room-moderator-removed = لم يعد { $who } مشرفًا ولم يعد له وصول إلى هذه الغرفة.
room-moderator-agreed = اقترح ذلك { $by }، ووافق عليه { $agreed }
room-moderator-operator-added = عيّن أحد المشغّلين { $who } مشرفًا.
room-moderator-operator-removed = أزال أحد المشغّلين { $who } من المشرفين.
room-moderator-kick = لم يعد مشرفًا
room-moderator-no-vote = تفاعلك لا يُحتسب هنا: لا يمكن للمشرف التصويت على إزالته هو، ولا على إزالة من له مستوى صلاحية أعلى.
room-moderator-bot = هذا أنا. يجب أن أبقى هنا، لكنني لا أبتّ في الطلبات.
room-moderator-already = { $who } مشرف بالفعل أو مدعوّ للإشراف.
room-moderator-is-not = { $who } ليس مشرفًا.
room-moderator-unknown = لا يوجد حساب { $who } على هذا الخادم.
room-moderator-locked = الحساب { $who } مقفل أو معطّل.
room-moderator-remote = لا يمكن أن يكون مشرفًا هنا إلا من له حساب على { $server }.
room-moderator-not-named = تحدد الإعدادات كل من يتخذ القرارات ({ "\u2066" }moderation.only{ "\u2069" }). اطلب من أحد المشغّلين إضافة { $who } هناك.
room-moderator-last = لا أستطيع إزالة { $who }: لن يبقى عدد كافٍ من المشرفين للبتّ في الطلبات. أضف مشرفًا آخر أولًا.
room-moderator-too-few = { $needed ->
    [zero] لا يلزم أن يوافق أي مشرف
    [one] يجب أن يوافق مشرف واحد
    [two] يجب أن يوافق مشرفان
    [few] يجب أن يوافق { $needed } مشرفين
    [many] يجب أن يوافق { $needed } مشرفًا
   *[other] يجب أن يوافق { $needed } مشرف
} بمستوى صلاحية { $who } أو أعلى، وعدد الموجودين: { $count }. يمكن لأحد المشغّلين تنفيذ ذلك بالأمر: { "\u2066" }synapse-registration moderators remove { $who }{ "\u2069" }
room-moderator-banned = { $who } محظور من هذه الغرفة. ارفع الحظر أولًا.
room-moderator-weak = مستوى صلاحيتي في هذه الغرفة { $has }، والمطلوب { $needs }. ارفعه، أو عدّل ذلك في إعدادات الغرفة.
room-moderator-peer = لا أستطيع إزالة { $who }: مستوى صلاحيته { $power } ومستواي ليس أعلى. يمكنه مغادرة الغرفة بنفسه.
room-moderator-creator = أنشأ { $who } هذه الغرفة، ولا يمكن لأحد سحب هذه الصلاحية.
room-moderator-refused = رفض الخادم تعديل الغرفة لـ { $who }: { $why }
