using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR9002: a test that passes whatever the code does.</summary>
public sealed class TestThatPasses : Check
{
    internal static readonly Rule Declared = new(
        "BR9002",
        nameof(TestThatPasses),
        "A test can fail",
        "'{0}' {1}; assert what ought to have happened",
        Level.Info)
    {
        Profile = ["CR6"],
        InTests = true,
        EndOnly = true,
    };

    private static readonly string[] s_words =
        ["Assert", "Should", "Verify", "Expect", "Must", "Throws", "Received", "Match", "Check", "Ensure", "Validate", "Approve", "Snapshot", "Fail", "Expectation", "IsValid", "IsTrue", "IsFalse", "AreEqual", "Equal"];

    public TestThatPasses()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => TestMethods.Exist(known);

    public override void Start(Watch watch)
    {
        var tests = new ConcurrentBag<(IMethodSymbol Test, bool IsEmpty)>();
        var asserting = new ConcurrentDictionary<IMethodSymbol, bool>(SymbolEqualityComparer.Default);
        var calls = new ConcurrentDictionary<IMethodSymbol, List<IMethodSymbol>>(SymbolEqualityComparer.Default);
        watch.Body(context =>
        {
            if (context.OwningSymbol is not IMethodSymbol method || Answers.Body(context.OperationBlocks) is not { } body)
                return;
            var called = new List<IMethodSymbol>();
            foreach (var operation in body.Descendants())
            {
                if (operation is IInvocationOperation asserted && IsCertain(asserted))
                    continue;
                if (operation is IThrowOperation || operation is IInvocationOperation { TargetMethod: var target } && Asserts(target))
                    asserting.TryAdd(method.OriginalDefinition, true);
                else if (operation is IInvocationOperation call && call.TargetMethod.OriginalDefinition.DeclaringSyntaxReferences.Length > 0)
                    called.Add(call.TargetMethod.OriginalDefinition);
                else if (operation is IObjectCreationOperation { Constructor: { DeclaringSyntaxReferences.Length: > 0 } constructor })
                    called.Add(constructor.OriginalDefinition);
            }

            calls.TryAdd(method.OriginalDefinition, called);
            if (TestMethods.Is(method) && !method.IsAbstract && !HasExpectation(method))
                tests.Add((method, body is IBlockOperation { Operations.IsEmpty: true }));
        });
        watch.End(context =>
        {
            foreach (var (test, isEmpty) in tests)
            {
                if (isEmpty)
                    context.ReportDiagnostic(Rule.At(test.Locations[0], test.Name, "has no body"));
                else if (!SaysSo(test, context.CancellationToken) && !Reaches(test.OriginalDefinition, asserting, calls, new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default)))
                    context.ReportDiagnostic(Rule.At(test.Locations[0], test.Name, "asserts nothing"));
            }
        });
    }

    /// <summary>A comment says that what is called throws when something is wrong.</summary>
    private static bool SaysSo(IMethodSymbol test, CancellationToken cancellation) => test.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(cancellation).DescendantTrivia()
        .Any(static trivia => trivia.RawKind is (int)SyntaxKind.SingleLineCommentTrivia or (int)SyntaxKind.MultiLineCommentTrivia && trivia.ToString().IndexOf("throw", StringComparison.OrdinalIgnoreCase) >= 0));

    private static bool Asserts(IMethodSymbol method) =>
        Says(method.Name) || method.ContainingType is { } type && (Says(type.Name) || type.ContainingNamespace is { Name: "FluentAssertions" or "Shouldly" or "AwesomeAssertions" or "Testing" or "Playwright" })
        || method.Name is "RunAsync" or "EnsureSuccessStatusCode" or "GetRequiredService";

    private static bool Says(string name) => Array.Exists(s_words, word => name.IndexOf(word, StringComparison.Ordinal) >= 0);

    /// <summary>What the attributes expect, or that nobody runs it.</summary>
    private static bool HasExpectation(IMethodSymbol method) => method.GetAttributes().Any(static a => a.AttributeClass is { } type
        && (type.Name.StartsWith("Expected", StringComparison.Ordinal) || type.Name is "IgnoreAttribute" or "ExplicitAttribute" || a.NamedArguments.Any(static named => named.Key is "ExpectedResult" or "Skip" or "Ignore" or "Explicit")));

    /// <summary><c>Assert.True(true)</c>, and a comparison of a thing with itself.</summary>
    private static bool IsCertain(IInvocationOperation call)
    {
        var values = call.Arguments.Where(static argument => argument.ArgumentKind == ArgumentKind.Explicit).Select(static argument => LocalValues.Bare(argument.Value)).ToArray();
        return call.TargetMethod.Name switch
        {
            "True" or "IsTrue" => values is [{ ConstantValue: { HasValue: true, Value: true } }, ..],
            "False" or "IsFalse" => values is [{ ConstantValue: { HasValue: true, Value: false } }, ..],
            "Equal" or "AreEqual" or "Same" or "AreSame" => values is [var one, var other, ..]
                && (one.ConstantValue is { HasValue: true, Value: var first } && other.ConstantValue is { HasValue: true, Value: var second } && Equals(first, second)
                    || one is ILocalReferenceOperation { Local: var left } && other is ILocalReferenceOperation { Local: var right } && SymbolEqualityComparer.Default.Equals(left, right)),
            _ => false,
        };
    }

    private static bool Reaches(
        IMethodSymbol method, ConcurrentDictionary<IMethodSymbol, bool> asserting, ConcurrentDictionary<IMethodSymbol, List<IMethodSymbol>> calls, HashSet<IMethodSymbol> seen)
    {
        if (!seen.Add(method))
            return false;
        if (asserting.ContainsKey(method))
            return true;
        // Abstract or in another project: may assert.
        if (!calls.TryGetValue(method, out var called))
            return method.MethodKind != MethodKind.Constructor && !method.IsExtern && method.IsAbstract && method.ContainingType.TypeKind != TypeKind.Interface;
        return called.Exists(inner => Reaches(inner, asserting, calls, seen));
    }
}
