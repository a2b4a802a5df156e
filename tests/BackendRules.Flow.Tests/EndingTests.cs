namespace BackendRules.Flow.Tests;

/// <summary>How a body ends: by returning, by throwing, on the way out through a <c>finally</c>, or not at all.</summary>
public sealed class EndingTests
{
    [Fact]
    public void What_never_comes_back_ends_the_way() => FlowTest.Check("""
        using System.Diagnostics.CodeAnalysis;
        namespace Mine { static class Environment { public static void Exit(int code) { } } }
        class A
        {
            static void Fail() => throw new ArgumentException(); static void FailInBlock() { throw new ArgumentException(); } static void Log() => Console.WriteLine();
            static void FailOrNot(bool fail) { if (fail) throw new ArgumentException(); } [DoesNotReturn] static void Marked() { Log(); } static string Say() => throw new ArgumentException();
            protected virtual void Overridable() => throw new NotImplementedException();
            void Fails() { var x = Web.Input("a"); if (x != "a") Fail(); Db.Run(x); }
            void FailsInBlock() { var x = Web.Input("a"); if (x != "a") FailInBlock(); Db.Run(x); }
            void IsMarked() { var x = Web.Input("a"); if (x != "a") Marked(); Db.Run(x); }
            void Exits() { var x = Web.Input("a"); if (x != "a") Environment.Exit(1); if (x != "b") Environment.FailFast("b"); Db.Run(x); }
            void ExitsNothing() { var x = Web.Input("a"); if (x != "a") Mine.Environment.Exit(1); Db.Run(x); // flow
            }
            void Logs() { var x = Web.Input("a"); if (x != "a") Log(); Db.Run(x); // flow
            }
            void MayFail() { var x = Web.Input("a"); if (x != "a") FailOrNot(true); Db.Run(x); // flow
            }
            void Overridden() { var x = Web.Input("a"); if (x != "a") Overridable(); Db.Run(x); // flow
            }
            void Throws() { var x = Web.Input("a"); if (x != "a") throw new ArgumentException(x); Db.Run(x); }
            void Loops() { var x = Web.Input("a"); while (x != "a") { x = Web.Input("b"); } Db.Run(x); }
            void Breaks() { var x = Web.Input("a"); while (true) { if (x == "a") break; x = Web.Input("b"); } Db.Run(x); }
            void Forever() { var x = Web.Input("a"); for (; true;) { Db.Run(x); break; } // flow
                if (false) Db.File(x); }
            void Continues() { foreach (var x in Web.Many()) { if (x != "a") continue; Db.Run(x); } }
            void GoesOn() { foreach (var x in Web.Many()) { if (x == "a") continue; Db.Run(x); // flow
                } }
        }
        """);

    [Fact]
    public void What_is_done_on_the_way_out_counts() => FlowTest.Check("""
        class A : IDisposable
        {
            public void Dispose() { }
            void Filled() { var x = "a"; try { Console.Write(1); } finally { x = Web.Input("a"); } Db.Run(x); // flow
            }
            void Inside() { var x = "a"; try { x = Web.Input("a"); } finally { Db.Run(x); } // flow
            }
            void NestedFilled() { var x = "a"; try { try { Console.Write(1); } finally { x = Web.Input("b"); } } finally { Console.Write(2); } Db.Run(x); // flow
            }
            void Returned() { Db.Run(Early()); // flow
            }
            string Early() { try { return Web.Input("a"); } finally { Console.Write(1); } }
            void Disposed() { var x = Web.Input("a"); using (var a = new A()) { if (x != "a") return; } Db.Run(x); }
            void DisposedOpen() { var x = Web.Input("a"); using var a = new A(); Db.Run(x); // flow
            }
            void Locked() { var x = Web.Input("a"); lock (this) { if (x != "a") return; } Db.Run(x); }
            void InLambda() { Action run = () => { var x = "a"; try { Console.Write(1); } finally { x = Web.Input("a"); } Db.Run(x); }; run(); // flow
            }
            void LoopInTry() { var x = "a"; foreach (var y in Web.Many()) { try { if (y == "a") continue; x = y; } finally { Console.Write(1); } } Db.Run(x); // flow
            }
        }
        """);

    [Fact]
    public void Exceptions_that_speak_to_callers_are_clean() => FlowTest.Check("""
        class A
        {
            void M() { try { File.ReadAllText("a"); } catch (IOException io) { Exception e = io;
                if (e is FluentValidation.ValidationException a) Db.Run(a.Message); if (e is System.ComponentModel.DataAnnotations.ValidationException b) Db.Run(b.Message);
                if (e is Microsoft.AspNetCore.Http.BadHttpRequestException c) Db.Run(c.Message); if (e is Ardalis.GuardClauses.NotFoundException d) Db.Run(d.Message);
                if (e is Volo.Abp.BusinessException f) Db.Run(f.Message); if (e is Volo.Abp.UserFriendlyException g) Db.Run(g.Message); if (e is Abp.UI.UserFriendlyException h) Db.Run(h.Message);
                if (e is Cloud.NotFoundException i) Db.Run(i.Message); // flow
                if (e is Cloud.ValidationException j) Db.Run(j.Message); // flow
                if (e is LibraryException k) Db.Run(k.Message); // flow
            } }
        }
        """);

    [Fact]
    public void What_is_thrown_is_caught() => FlowTest.Check("""
        class OwnException : Exception { public OwnException(string message) : base(message) { } }
        class FurtherException : OwnException { public FurtherException(string message) : base(message) { } }
        class NotAnException { public NotAnException(string message) { Message = message; } public string Message { get; } }
        class A
        {
            void Caught() { try { throw new InvalidOperationException(Web.Input("a")); } catch (InvalidOperationException e) { Db.Run(e.Message); // flow
                } }
            void CaughtAny() { try { throw new LibraryException(Web.Input("a")); } catch (Exception e) { Db.Run(e.Message); // flow
                } }
            void Constant() { try { throw new InvalidOperationException("a"); } catch (Exception e) { Db.Run(e.Message); } }
            void Rethrown() { try { try { throw new InvalidOperationException(Web.Input("a")); } catch { throw; } } catch (Exception e) { Db.Run(e.Message); // flow
                } }
            void Filtered() { try { Console.Write(1); } catch (IOException e) when (e.Message == "a") { Db.Run(e.Message); } catch (IOException e) when (e.Message.Length > 3) { Db.Run(e.Message); // flow
                } }
            void Domain() { try { Console.Write(1); } catch (IOException e) when (e is FileNotFoundException f) { Db.Run(f.Message); // flow
                } }
            void Kept() { var x = "a"; try { x = Web.Input("a"); Console.Write(1); x = "b"; } catch (FormatException) { Db.Run(x); } Db.Run("b"); }
            void Matched(Exception e) { try { Console.Write(1); } catch (IOException io) { Exception any = io; if (any is OwnException own) Db.Run(own.Message); if (any is OwnException) Db.Run(any.Message); if (any is FurtherException) Db.Run(any.Message);
                if (any is InvalidOperationException) Db.Run(any.Message); // flow
                if (any is InvalidOperationException other) Db.Run(other.Message); // flow
                Db.Run(((OwnException)any).Message); Db.Run(((FormatException)any).Message); // flow
                } }
            void MadeFrom() { Db.Run(new NotAnException(Web.Input("a")).Message); // flow
            }
        }
        """);

    [Fact]
    public void What_is_thrown_passes_what_is_done_on_the_way_out() => FlowTest.Check("""
        class A
        {
            void Cleaned() { try { try { throw new InvalidOperationException(Web.Input("a")); } finally { Console.Write("done"); } } catch (InvalidOperationException e) { Db.Run(e.Message); // flow
                } }
            void Constant() { try { try { throw new InvalidOperationException("a"); } finally { Console.Write("done"); } } catch (InvalidOperationException e) { Db.Run(e.Message); } }
        }
        """);
}
