package kv.http.wire;

/** Everything that holds of a front end wherever it runs. */
interface HttpSuites
    extends CallSuite,
        ConditionalSuite,
        KeySuite,
        ListingSuite,
        OperationsSuite,
        BadWireSuite,
        UnreadBodySuite {}
