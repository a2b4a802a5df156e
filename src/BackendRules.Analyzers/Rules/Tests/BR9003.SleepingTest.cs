using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR9003: a test that waits for the clock instead of for what it tests.</summary>
public sealed class SleepingTest : Check
{
    internal static readonly Rule Declared = new(
        "BR9003",
        nameof(SleepingTest),
        "Tests wait for what they test, not for the clock",
        "'{0}' makes the test wait a fixed time and hope; wait for the condition, or control the clock with a 'TimeProvider'",
        Level.Info)
    {
        Profile = ["CR6"],
        InTests = true,
    };

    private static readonly Members s_sleeps = new("System.Threading.Thread.Sleep", "System.Threading.Tasks.Task.Delay");

    public SleepingTest()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => TestMethods.Exist(known);

    public override void Start(Watch watch) => watch.Call(s_sleeps, static (context, call) =>
    {
        if (!TestMethods.Is(context.ContainingSymbol) || call.Arguments.IsEmpty || IsNothing(call.Arguments[0].Value) || call.Arguments.Any(static a => a.Parameter?.Type.Name == "TimeProvider") || IsPartOfPolling(call))
            return;
        if (call.TargetMethod.Name == "Delay" && !IsAwaited(call))
            return;
        context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), call.TargetMethod.ContainingType.Name + "." + call.TargetMethod.Name));
    });

    /// <summary>Awaited, or waited for in a blocking way.</summary>
    private static bool IsAwaited(IInvocationOperation delay) =>
        delay.Parent is IAwaitOperation || delay.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Parent: IAwaitOperation } or IInvocationOperation { TargetMethod.Name: "Wait", Arguments.IsEmpty: true } or IInvocationOperation { TargetMethod.Name: "GetAwaiter" };

    private static bool IsNothing(IOperation time) => time.ConstantValue is { HasValue: true, Value: int and <= 0 } || LocalValues.Bare(time) is IFieldReferenceOperation { Field.Name: "InfiniteTimeSpan" or "Infinite" or "Zero" };

    /// <summary>In a loop it is a pause between two looks; in a lambda it plays a slow dependency.</summary>
    private static bool IsPartOfPolling(IOperation call)
    {
        for (var current = call.Parent; current is not null; current = current.Parent)
        {
            if (current is ILoopOperation or IAnonymousFunctionOperation or ILocalFunctionOperation)
                return true;
        }

        return false;
    }
}
