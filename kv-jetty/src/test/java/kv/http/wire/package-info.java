/**
 * The front end over real sockets: the very file {@code kv.war}, run by itself and in a Tomcat,
 * each in a process of its own. A suite is an interface of tests; an {@code …IT} says what runs it.
 */
@NullMarked
package kv.http.wire;

import org.jspecify.annotations.NullMarked;
