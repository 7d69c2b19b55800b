#pragma once
#include <curl/curl.h>

// curl_easy_setopt, curl_easy_getinfo and curl_multi_setopt are variadic macros, which Swift cannot
// import: one line for each kind of argument.
static inline CURLcode wavespool_curl_set_long(CURL *easy, CURLoption option, long value) { return curl_easy_setopt(easy, option, value); }
static inline CURLcode wavespool_curl_set_size(CURL *easy, CURLoption option, curl_off_t value) { return curl_easy_setopt(easy, option, value); }
static inline CURLcode wavespool_curl_set_text(CURL *easy, CURLoption option, const char *value) { return curl_easy_setopt(easy, option, value); }
static inline CURLcode wavespool_curl_set_pointer(CURL *easy, CURLoption option, void *value) { return curl_easy_setopt(easy, option, value); }
static inline CURLcode wavespool_curl_set_write(CURL *easy, CURLoption option, curl_write_callback value) { return curl_easy_setopt(easy, option, value); }
static inline CURLcode wavespool_curl_set_read(CURL *easy, CURLoption option, curl_read_callback value) { return curl_easy_setopt(easy, option, value); }
static inline CURLcode wavespool_curl_set_seek(CURL *easy, CURLoption option, curl_seek_callback value) { return curl_easy_setopt(easy, option, value); }
static inline CURLcode wavespool_curl_set_opensocket(CURL *easy, CURLoption option, curl_opensocket_callback value) { return curl_easy_setopt(easy, option, value); }
static inline CURLcode wavespool_curl_set_prereq(CURL *easy, CURLoption option, curl_prereq_callback value) { return curl_easy_setopt(easy, option, value); }
static inline CURLcode wavespool_curl_get_long(CURL *easy, CURLINFO info, long *value) { return curl_easy_getinfo(easy, info, value); }
static inline CURLcode wavespool_curl_get_size(CURL *easy, CURLINFO info, curl_off_t *value) { return curl_easy_getinfo(easy, info, value); }
static inline CURLcode wavespool_curl_get_pointer(CURL *easy, CURLINFO info, void **value) { return curl_easy_getinfo(easy, info, value); }
static inline CURLMcode wavespool_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) { return curl_multi_setopt(multi, option, value); }

// CURL_GLOBAL_DEFAULT is a macro over macros; a curl_sockaddr's address runs past the field Swift sees;
// a finished message's result sits in a union.
static inline CURLcode wavespool_curl_global(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }
static inline const struct sockaddr *wavespool_curl_address(const struct curl_sockaddr *address) { return &address->addr; }
static inline CURLcode wavespool_curl_result(const CURLMsg *message) { return message->data.result; }
