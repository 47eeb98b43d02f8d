// The border between QuickJS and the host, compiled to WebAssembly.
//
// The module imports the functions below and nothing else: no file, no socket,
// no environment. What the C library would ask of WASI is answered here.
//
// `wizer-initialize` makes a context and evaluates the prelude; its memory is
// the snapshot every run starts from. `run` performs one expression or script.

#include <errno.h>
#include <stdint.h>
#include <time.h>
#include <wasi/api.h>

// `Date` asks for the zone of the flow, not for that of a machine.
static struct tm *flow_localtime(const time_t *seconds, struct tm *fields);
#define localtime_r flow_localtime
#include "quickjs.c"
#undef localtime_r

#define HOST(name) __attribute__((import_module("towpath"), import_name(#name)))

// Answers a question about the run and keeps the answer; gives its size, or -1 for `undefined`.
HOST(ask) int32_t host_ask(int32_t question, const char *name, int32_t name_size, int32_t first, int32_t second);
// Copies the answer kept.
HOST(take) void host_take(char *to);
// Takes the value of the run (0) or its error (1).
HOST(give) void host_give(int32_t is_error, const char *text, int32_t text_size);
// Takes a line of the console.
HOST(print) void host_print(const char *text, int32_t text_size);
// Fills a buffer with random bytes.
HOST(random) void host_random(uint8_t *to, int32_t size);
// Milliseconds since 1970.
HOST(now) double host_now(void);
// Minutes by which the zone of the flow is ahead of UTC.
HOST(offset) int32_t host_offset(double milliseconds);

// The shadow stack grows down from STACK_SIZE (see the build). Functions nested
// deeper than this leaves room for give a RangeError.
#define STACK_RESERVE (STACK_SIZE / 4)

static const char prelude[] = {
#embed "prelude.js"
    , 0};

static JSRuntime *runtime;
static JSContext *context;
// What the prelude gives: performs a run, goes on when nothing is left to do, finds a helper method.
static JSValue perform, idle, extension;

static struct tm *flow_localtime(const time_t *seconds, struct tm *fields) {
    gmtime_r(seconds, fields);
    fields->tm_gmtoff = host_offset((double)*seconds * 1000) * 60;
    return fields;
}

// A method about to be called. One that is not there may be one of our helper
// methods. The patched engine asks here in calls only, so that reading a field that
// is missing still gives nothing.
JSValue towpath_method(JSContext *ctx, JSValueConst receiver, JSAtom name) {
    bool is_nothing = JS_IsNull(receiver) || JS_IsUndefined(receiver);
    if (!is_nothing) {
        JSValue method = JS_GetPropertyInternal(ctx, receiver, name, receiver, false);
        if (JS_IsObject(method) || JS_IsException(method))
            return method;
        JS_FreeValue(ctx, method);
    }
    JSValue found = JS_UNDEFINED;
    if (JS_IsFunction(ctx, extension)) {
        JSValue arguments[2] = {js_dup(receiver), JS_AtomToValue(ctx, name)};
        found = JS_Call(ctx, extension, JS_UNDEFINED, 2, arguments);
        JS_FreeValue(ctx, arguments[0]);
        JS_FreeValue(ctx, arguments[1]);
    }
    // Reading a method of nothing is an error, as ever.
    return is_nothing && JS_IsUndefined(found) ? JS_GetPropertyInternal(ctx, receiver, name, receiver, false) : found;
}

// Asks the host; NULL for `undefined` or out of memory. The caller frees the text.
static char *answer(JSContext *ctx, JSValueConst *arguments, int32_t *size) {
    int32_t question = 0, first = 0, second = 0;
    size_t name_size;
    JS_ToInt32(ctx, &question, arguments[0]);
    JS_ToInt32(ctx, &first, arguments[2]);
    JS_ToInt32(ctx, &second, arguments[3]);
    const char *name = JS_ToCStringLen(ctx, &name_size, arguments[1]);
    if (!name)
        return NULL;
    *size = host_ask(question, name, (int32_t)name_size, first, second);
    JS_FreeCString(ctx, name);
    if (*size < 0)
        return NULL;
    char *text = js_malloc(ctx, (size_t)*size + 1);
    if (!text)
        return NULL;
    host_take(text);
    text[*size] = 0;
    return text;
}

static JSValue js_ask(JSContext *ctx, JSValueConst this_value, int count, JSValueConst *arguments) {
    int32_t size = 0;
    char *text = answer(ctx, arguments, &size);
    if (!text)
        return JS_HasException(ctx) ? JS_EXCEPTION : JS_UNDEFINED;
    JSValue value = JS_NewStringLen(ctx, text, (size_t)size);
    js_free(ctx, text);
    return value;
}

// As `ask`, with the answer read as JSON.
static JSValue js_read(JSContext *ctx, JSValueConst this_value, int count, JSValueConst *arguments) {
    int32_t size = 0;
    char *text = answer(ctx, arguments, &size);
    if (!text)
        return JS_HasException(ctx) ? JS_EXCEPTION : JS_UNDEFINED;
    JSValue value = JS_ParseJSON(ctx, text, (size_t)size, "answer");
    js_free(ctx, text);
    return value;
}

static JSValue js_give(JSContext *ctx, JSValueConst this_value, int count, JSValueConst *arguments) {
    size_t size;
    const char *text = JS_ToCStringLen(ctx, &size, arguments[1]);
    if (!text)
        return JS_EXCEPTION;
    host_give(JS_ToBool(ctx, arguments[0]), text, (int32_t)size);
    JS_FreeCString(ctx, text);
    return JS_UNDEFINED;
}

static JSValue js_print(JSContext *ctx, JSValueConst this_value, int count, JSValueConst *arguments) {
    size_t size;
    const char *text = JS_ToCStringLen(ctx, &size, arguments[0]);
    if (!text)
        return JS_EXCEPTION;
    host_print(text, (int32_t)size);
    JS_FreeCString(ctx, text);
    return JS_UNDEFINED;
}

// A whole number below 2^32.
static JSValue js_chance(JSContext *ctx, JSValueConst this_value, int count, JSValueConst *arguments) {
    uint32_t number;
    host_random((uint8_t *)&number, sizeof number);
    return JS_NewUint32(ctx, number);
}

static JSValue js_now(JSContext *ctx, JSValueConst this_value, int count, JSValueConst *arguments) {
    return JS_NewFloat64(ctx, host_now());
}

// Evaluates a text as a global program named by the second argument.
static JSValue js_compile(JSContext *ctx, JSValueConst this_value, int count, JSValueConst *arguments) {
    size_t size;
    const char *text = JS_ToCStringLen(ctx, &size, arguments[0]);
    const char *name = JS_ToCString(ctx, arguments[1]);
    JSValue value = JS_EXCEPTION;
    if (text && name)
        value = JS_Eval(ctx, text, size, name, JS_EVAL_TYPE_GLOBAL);
    JS_FreeCString(ctx, text);
    JS_FreeCString(ctx, name);
    return value;
}

static void must(bool held) {
    if (!held)
        __builtin_trap();
}

static void host_function(JSValue host, const char *name, JSCFunction *function, int count) {
    must(JS_SetPropertyStr(context, host, name, JS_NewCFunction(context, function, name, count)) >= 0);
}

// Where the prelude fails the message is the only trace, so it goes to the console.
static void prelude_failed(void) {
    JSValue error = JS_GetException(context);
    const char *text = JS_ToCString(context, error);
    host_print(text, (int32_t)strlen(text));
    JSValue stack = JS_GetPropertyStr(context, error, "stack");
    text = JS_ToCString(context, stack);
    host_print(text, (int32_t)strlen(text));
    __builtin_trap();
}

__attribute__((export_name("wizer-initialize"))) void initialize(void) {
    runtime = JS_NewRuntime();
    must(runtime != NULL);
    runtime->stack_limit = STACK_RESERVE;
    // Nothing of the snapshot is ever garbage: a run collects only after it made much of its own.
    JS_SetGCThreshold(runtime, (size_t)-1);
    context = JS_NewContext(runtime);
    must(context != NULL);
    JSValue host = JS_NewObject(context);
    host_function(host, "ask", js_ask, 4);
    host_function(host, "read", js_read, 4);
    host_function(host, "give", js_give, 2);
    host_function(host, "print", js_print, 1);
    host_function(host, "chance", js_chance, 0);
    host_function(host, "now", js_now, 0);
    host_function(host, "compile", js_compile, 2);
    JSValue made = JS_Eval(context, prelude, sizeof prelude - 1, "prelude", JS_EVAL_TYPE_GLOBAL);
    if (JS_IsException(made))
        prelude_failed();
    JSValue result = JS_Call(context, made, JS_UNDEFINED, 1, &host);
    if (JS_IsException(result))
        prelude_failed();
    perform = JS_GetPropertyStr(context, result, "perform");
    idle = JS_GetPropertyStr(context, result, "idle");
    extension = JS_GetPropertyStr(context, result, "extension");
    JS_FreeValue(context, result);
    JS_FreeValue(context, made);
    JS_FreeValue(context, host);
    JS_RunGC(runtime);
    JS_SetGCThreshold(runtime, 24 << 20);
}

// An error that the prelude could not put into words: there was no memory left for it.
static void give_last_resort(void) {
    static const char text[] = "{\"name\":\"InternalError\",\"message\":\"out of memory\"}";
    JS_FreeValue(context, JS_GetException(context));
    host_give(1, text, sizeof text - 1);
}

// Performs the run the host is asked about: an expression (0), a script (1) or a script an item (2).
__attribute__((export_name("run"))) void run(int32_t form) {
    JSValue argument = JS_NewInt32(context, form);
    JSValue result = JS_Call(context, perform, JS_UNDEFINED, 1, &argument);
    if (JS_IsException(result))
        return give_last_resort();
    for (;;) {
        JSContext *of;
        int done;
        while ((done = JS_ExecutePendingJob(runtime, &of)) > 0) {
        }
        if (done < 0)
            return give_last_resort();
        JSValue more = JS_Call(context, idle, JS_UNDEFINED, 0, NULL);
        if (JS_IsException(more))
            return give_last_resort();
        if (!JS_ToBool(context, more))
            return;
    }
}

// What the C library would import from WASI. None of it exists here.
#define WASI(name) __imported_wasi_snapshot_preview1_##name
int32_t WASI(clock_time_get)(int32_t clock, int64_t precision, int32_t to) {
    *(uint64_t *)to = (uint64_t)(host_now() * 1e6);
    return 0;
}
int32_t WASI(fd_write)(int32_t file, int32_t parts, int32_t count, int32_t written) { return __WASI_ERRNO_BADF; }
int close(int file) { return -1; }
int32_t WASI(fd_seek)(int32_t file, int64_t offset, int32_t whence, int32_t to) { return __WASI_ERRNO_BADF; }
int32_t WASI(fd_read)(int32_t file, int32_t parts, int32_t count, int32_t read) { return __WASI_ERRNO_BADF; }
int32_t WASI(fd_fdstat_get)(int32_t file, int32_t to) { return __WASI_ERRNO_BADF; }
_Noreturn void WASI(proc_exit)(int32_t code) { __builtin_trap(); }
