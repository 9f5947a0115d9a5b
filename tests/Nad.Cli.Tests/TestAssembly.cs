using Nad.TestSupport;

// The count of living tensors is one for the process: every test here is guarded, so none may run beside another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(OneThread))]
[assembly: LeakGuard]
