using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>What rules ask of a member's body again and again, found in one walk and kept as long as the body is.</summary>
internal sealed class MemberBody
{
    private static readonly ConditionalWeakTable<IOperation, MemberBody> s_known = new();

    private readonly List<IInvocationOperation> _calls = [];
    private readonly Dictionary<ILocalSymbol, IOperation?> _locals = new(SymbolEqualityComparer.Default);
    private IReadOnlyList<DataCall>? _data;

    private MemberBody(IOperation root)
    {
        foreach (var operation in root.DescendantsAndSelf())
        {
            SaysTransaction |= !SaysTransaction && TransactionCover.Says(operation);
            switch (operation)
            {
                case IInvocationOperation call:
                    _calls.Add(call);
                    break;
                case IVariableDeclaratorOperation declarator when declarator.GetVariableInitializer()?.Value is { } value:
                    _locals[declarator.Symbol] = value;
                    break;
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment:
                    _locals[target.Local] = _locals.ContainsKey(target.Local) ? null : assignment.Value;
                    break;
                case ICompoundAssignmentOperation { Target: ILocalReferenceOperation target }:
                    _locals[target.Local] = null;
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: ILocalReferenceOperation target }:
                    _locals[target.Local] = null;
                    break;
            }
        }
    }

    /// <summary>The calls, in source order, those of functions inside it included.</summary>
    public IReadOnlyList<IInvocationOperation> Calls => _calls;

    /// <summary>Whether it opens a transaction, or mentions one.</summary>
    public bool SaysTransaction { get; }

    /// <summary>The calls that go to a database, in source order.</summary>
    public IReadOnlyList<DataCall> Data => _data ??= _calls.Select(DataCall.Read).OfType<DataCall>().ToArray();

    /// <summary>The body of the member that an operation stands in.</summary>
    public static MemberBody Of(IOperation anywhere) => s_known.GetValue(LocalValues.Root(anywhere), static root => new MemberBody(root));

    /// <summary>The one value that is ever written to a local, or null.</summary>
    public IOperation? Only(ILocalSymbol local) => _locals.TryGetValue(local, out var value) ? value : null;
}
