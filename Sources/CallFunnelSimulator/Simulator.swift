public import CallFunnel
