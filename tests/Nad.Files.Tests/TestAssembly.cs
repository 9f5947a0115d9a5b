// Some tests measure allocation of the whole process: none may run beside another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
